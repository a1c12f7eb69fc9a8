import type { Protocol } from './guards';
import { type Cache, type Keys, replaced, type State } from './state';

/*
 * A version key is one number: 0 is no key; otherwise a random id above bit 5, the generation in bits 3 and 4 (of a
 * stamp, not of a key), the writers of an intent in bits 0 to 2. Ids are only compared.
 */
const WRITERS = 7;

export const isIntent = (value: number) => (value & WRITERS) !== 0;
export const writersOf = (value: number) => value & WRITERS;
const idOf = (value: number) => value >> 5;
const pack = (id: number, writers: number) => (id << 5) | writers;

/** What a reader makes of a version. */
export function stampOf(version: number, generation: number, protocol: Protocol): number {
  return version === 0 || !protocol.generation ? version : version | (generation << 3);
}

export function addIntent(version: number, writer: number, fresh: number, protocol: Protocol): number {
  const counted = protocol.countedIntents && protocol.comparedIntents;
  const writers = (counted ? writersOf(version) : 0) | (1 << writer);
  if (!protocol.randomVersions) return pack(idOf(version), writers);
  return pack(protocol.nonce ? fresh : 0, writers);
}

export function dropIntent(version: number, writer: number, fresh: number, protocol: Protocol): number {
  if (!protocol.randomVersions) {
    const others = writersOf(version) & ~(1 << writer);
    return others ? pack(idOf(version), others) : pack(idOf(version) + 1, 0);
  }
  if (!protocol.intents || !protocol.countedIntents) return 0;
  if (version !== 0 && !isIntent(version) && !protocol.dropAfterExpiry) return version;
  const others = writersOf(version) & ~(1 << writer);
  if (others === 0) return 0;
  return protocol.comparedIntents ? pack(protocol.nonce ? fresh : 0, others) : version;
}

export function newVersion(fresh: number, protocol: Protocol): number {
  return pack(protocol.randomVersions ? fresh : 1, 0);
}

/** The state with another value of one version key, in the server that is meant. */
export function withVersion(state: State, tag: number, version: number, demoted = false): State {
  const changed = withKeys(state, demoted, (keys) => ({ ...keys, versions: replaced(keys.versions, tag, version) }));
  return changed.cache.cut[tag] !== 0 && version === 0 ? cutLife(changed, tag, 0) : changed;
}

/** The state with another entry, in the server that is meant. */
export function withEntry(state: State, entry: readonly number[], demoted = false): State {
  return withKeys(state, demoted, (keys) => ({ ...keys, entry }));
}

/** The keys of the server that is meant. */
export function keysOf(cache: Cache, demoted: boolean): Keys {
  return demoted ? cache.demoted! : cache;
}

/** The state after other commands have set the life of a version key anew, against the will of some writers. */
export function cutLife(state: State, tag: number, writers: number): State {
  return { ...state, cache: { ...state.cache, cut: replaced(state.cache.cut, tag, writers) } };
}

function withKeys(state: State, demoted: boolean, change: <K extends Keys>(keys: K) => K): State {
  const { cache } = state;
  const changed = demoted ? { ...cache, demoted: change(cache.demoted!) } : change(cache);
  return { ...state, cache: changed, fresh: state.fresh + 1 };
}
