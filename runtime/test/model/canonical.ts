import type { Configuration } from './configuration';
import type { Keys, Reader, State } from './state';

/**
 * The name of a state: two states with one name have the same futures, but for names.
 *
 * Random ids are only compared, so they are numbered as they appear. Readers with the same number of reads left and the
 * same process are alike, so their order is dropped: any order is a renaming, and one that is not found costs a state.
 */
export function canonical(state: State, config: Configuration): string {
  const codes: number[] = [state.committed, state.promised, state.excepted];
  const ids: number[] = [];
  const packed = (value: number) => {
    const id = value >> 5;
    if (id === 0 || !config.protocol.randomVersions) return value;
    let name = ids.indexOf(id) + 1;
    if (name === 0) name = ids.push(id);
    return (name << 5) | (value & 31);
  };
  const put = (values: readonly number[], plain: number) => {
    codes.push(values.length);
    for (let at = 0; at < values.length; at += 1) codes.push(at === plain ? values[at] : packed(values[at]));
  };
  const putKeys = ({ versions, entry }: Keys) => {
    put(versions, -1);
    put(entry, config.tags);
  };

  const { cache } = state;
  putKeys(cache);
  for (let tag = 0; tag < config.tags; tag += 1) codes.push(cache.generations[tag], cache.cut[tag]);
  if (config.failovers > 0) putKeys(cache.replica);
  if (cache.demoted) putKeys(cache.demoted);
  for (const { writer, tag, drop } of cache.late) codes.push(9, writer, tag, drop ? 1 : 0);
  const { crashes, lostMessages, unknownOutcomes, evictions, failovers, replications, outOfMemory } = state.budget;
  codes.push((crashes << 8) | (lostMessages << 4) | unknownOutcomes, (evictions << 4) | (cache.full ? 1 : 0));
  codes.push((failovers << 8) | (replications << 4) | outOfMemory);
  for (const { at, added, dropped, unheard } of state.writers) {
    codes.push(at, (added << 4) | (dropped << 1) | (unheard ? 1 : 0));
  }
  for (const reader of state.readers.slice().sort((a, b) => rank(a) - rank(b))) {
    const number = rank(reader);
    codes.push(number & 0xffff, number >> 16);
    put(reader.entry, config.tags);
    put(reader.stamps, -1);
  }
  return String.fromCharCode.apply(null, codes);
}

/** All of a reader that names no random id, as one number. */
function rank({ at, left, got, mustSee, value, demoted }: Reader): number {
  return (((((left * 8 + at) * 8 + got) * 8 + mustSee) * 8 + value) << 1) | (demoted ? 1 : 0);
}
