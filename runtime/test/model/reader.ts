import { cutLife, isIntent, keysOf, newVersion, stampOf, withEntry, withVersion, writersOf } from './cache';
import type { Configuration } from './configuration';
import { snapshot } from './database';
import { missedBy } from './promise';
import { idle, type Reader, ReaderAt, replaced, type State, type Step } from './state';

/*
 * READ, as steps. Each command is one step, at the moment when the server executes it. A start is one with the first
 * command after it: to start later only makes the promise larger. A hit is answered with the last command: nothing else
 * sees when. A load under an intent that is neither stored nor shared changes nothing for anybody and is never too old,
 * so it is no step: the read just ends. The same for a load after waiting in vain.
 *
 * A lease may be held by a process that died or that the model does not have, and may expire at any moment. So anybody
 * may find it taken, and anybody may find it free.
 */

/** All that a reader may do next. */
export function readerSteps(state: State, config: Configuration, index: number): Step[] {
  const reader = state.readers[index];
  if (reader.at === ReaderAt.READING) return gets(state, config, index, reader);
  if (reader.at === ReaderAt.CREATING) return creates(state, config, index, reader);
  if (reader.at === ReaderAt.READY) return [load(state, config, index), ...shares(state, config, index)];
  if (reader.at === ReaderAt.LOADED) return [store(state, config, index)];
  if (reader.at === ReaderAt.RESTAMPING) return gets(state, config, index, reader);
  return reader.left > 0 ? starts(state, config, index) : [];
}

function starts(state: State, config: Configuration, index: number): Step[] {
  const { protocol } = config;
  const reader = { ...state.readers[index], at: ReaderAt.READING, mustSee: state.promised };
  const value = protocol.snapshotAfterStamps ? 0 : snapshot(state);
  const steps = gets(state, config, index, { ...reader, stamps: state.cache.versions.map(() => 0), value });
  if (state.cache.demoted) {
    const demoted = { ...reader, stamps: state.cache.versions.map(() => 0), value, demoted: true };
    steps.push(...gets(state, config, index, demoted));
  }
  for (const [other, { at, got, stamps, entry, value }] of othersOf(state, config, index)) {
    if (!protocol.ownGet && at === ReaderAt.READING) {
      const label = `reader ${index + 1} starts, and joins the commands that reader ${other + 1} has sent`;
      steps.push({ label, next: withReader(state, index, { ...reader, got, stamps, entry, value }) });
    }
    if (!protocol.flightStamps && at === ReaderAt.LOADED) {
      steps.push(answer(state, index, reader, value, `starts, and joins the load of reader ${other + 1}`));
    }
  }
  return steps;
}

/** Reads one key: a cluster answers each for itself, in any order. */
function gets(state: State, config: Configuration, index: number, reader: Reader): Step[] {
  const keys = keysOf(state.cache, reader.demoted);
  const restamping = reader.at === ReaderAt.RESTAMPING;
  const start = reader.got === 0 && !restamping ? 'starts, and ' : '';
  const where = reader.demoted ? ' from the demoted primary' : '';
  const steps: Step[] = [];
  for (let tag = 0; tag < config.tags; tag += 1) {
    if (reader.got & (1 << tag)) continue;
    const stamp = stampOf(keys.versions[tag], generationOf(state, tag, reader), config.protocol);
    const stamps = replaced(reader.stamps, tag, stamp);
    const next = decide(state, config, index, { ...reader, got: reader.got | (1 << tag), stamps });
    steps.push({ ...next, label: `reader ${index + 1} ${start}reads version ${tag + 1}${where}${next.label}` });
  }
  if (!restamping && !(reader.got & (1 << config.tags))) {
    const next = decide(state, config, index, { ...reader, got: reader.got | (1 << config.tags), entry: keys.entry });
    steps.push({ ...next, label: `reader ${index + 1} ${start}reads the entry${where}${next.label}` });
  }
  return steps;
}

/** Between the reads: what is certain by now. */
function decide(state: State, config: Configuration, index: number, reader: Reader): Step {
  const { protocol, tags } = config;
  const shy = protocol.noStoreUnderIntent && protocol.noShareUnderIntent;
  if (shy && reader.stamps.some(isIntent)) return end(state, index, ': an intent');
  const entryRead = 1 << tags;
  const read = (tag: number) => (reader.got & (1 << tag)) !== 0;
  const impossible = reader.stamps.some(
    (stamp, tag) => read(tag) && (stamp === 0 || (read(tags) && stamp !== reader.entry[tag])),
  );
  // Without a chance of a hit it does not matter which entry was read, nor whether.
  const known = impossible ? { ...reader, entry: [], got: reader.got | entryRead } : reader;
  if (known.got !== 2 * entryRead - 1) return { label: '', next: withReader(state, index, known) };
  const hit = reader.at === ReaderAt.READING && known.entry.length > 0 && hits(reader, config);
  if (hit) return answered(state, index, reader, reader.entry[tags], ': a hit');
  return { label: '', next: withReader(state, index, complete({ ...known, entry: [] })) };
}

function hits({ stamps }: Reader, { protocol }: Configuration): boolean {
  return stamps.every((stamp) => stamp !== 0 && (!isIntent(stamp) || !protocol.noStoreUnderIntent));
}

/** Every key was read: missing versions come next. */
function complete(reader: Reader): Reader {
  const missing = reader.stamps.includes(0);
  if (reader.at === ReaderAt.READING || reader.at === ReaderAt.CREATING) {
    return { ...reader, at: missing ? ReaderAt.CREATING : ReaderAt.READY };
  }
  // After the load: a missing version is created by the next reader; this one does not store.
  return missing ? idle(reader.left - 1) : { ...reader, at: ReaderAt.LOADED };
}

/** Creates a missing version, or gets the one that stands there by then. */
function creates(state: State, config: Configuration, index: number, reader: Reader): Step[] {
  const { protocol } = config;
  const shy = protocol.noStoreUnderIntent && protocol.noShareUnderIntent;
  const steps: Step[] = [];
  for (let tag = 0; tag < config.tags; tag += 1) {
    if (reader.stamps[tag] !== 0) continue;
    const label = `reader ${index + 1} gets or creates version ${tag + 1}`;
    const present = keysOf(state.cache, reader.demoted).versions[tag];
    const kept = present !== 0 && protocol.atomicCreate;
    if (!kept && state.cache.full) {
      steps.push(end(state, index, `${label}: out of memory`));
      continue;
    }
    const version = kept ? present : newVersion(state.fresh, protocol);
    const stamp = stampOf(version, generationOf(state, tag, reader), protocol);
    const created = kept ? state : withVersion(state, tag, version, reader.demoted);
    if (shy && isIntent(stamp)) {
      steps.push(end(created, index, `${label}: an intent`));
      continue;
    }
    const stamps = replaced(reader.stamps, tag, stamp);
    steps.push({ label, next: withReader(created, index, complete({ ...reader, stamps })) });
  }
  return steps;
}

/** Asks the database. Its answer is checked here; what is left to do is to store it. */
function load(state: State, { protocol, tags }: Configuration, index: number): Step {
  const reader = state.readers[index];
  const value = protocol.snapshotAfterStamps ? snapshot(state) : reader.value;
  const missed = missedBy(value, reader.mustSee);
  const label = `reader ${index + 1} loads from the database: ${show(value)}`;
  const loaded = { ...reader, value, mustSee: 0 };
  const next = protocol.stampsBeforeLoad
    ? { ...loaded, at: ReaderAt.LOADED }
    : { ...loaded, at: ReaderAt.RESTAMPING, got: 1 << tags, stamps: Array(tags).fill(0) };
  return { label, next: withReader(state, index, next), missed };
}

/** Ways to the answer of somebody else's load. */
function shares(state: State, config: Configuration, index: number): Step[] {
  const { protocol, tags } = config;
  const reader = state.readers[index];
  const under = reader.stamps.some(isIntent);
  const steps: Step[] = [];
  const { entry } = keysOf(state.cache, reader.demoted);
  if (entry.length > 0 && same(entry, reader.stamps) && !(under && protocol.noStoreUnderIntent)) {
    steps.push(answer(state, index, reader, entry[tags], 'waited for a lease, and takes the entry'));
  }
  state.readers.forEach((other, at) => {
    if (at === index || other.at !== ReaderAt.LOADED || protocol.leaseStamps) return;
    steps.push(answer(state, index, reader, other.value, `waited for the lease of reader ${at + 1}, takes its answer`));
  });
  // To join before the snapshot is taken gives an answer that is never too old.
  for (const [at, other] of othersOf(state, config, index)) {
    if (other.at !== ReaderAt.LOADED || !same(other.stamps, reader.stamps)) continue;
    if (under && protocol.noShareUnderIntent) continue;
    steps.push(answer(state, index, reader, other.value, `joins the load of reader ${at + 1}`));
  }
  return steps;
}

function store(state: State, { protocol }: Configuration, index: number): Step {
  const reader = state.readers[index];
  const refused = state.cache.full || (protocol.noStoreUnderIntent && reader.stamps.some(isIntent));
  let stored = refused ? state : withEntry(state, [...reader.stamps, reader.value], reader.demoted);
  if (!protocol.storeKeepsLife) {
    for (const [tag, version] of state.cache.versions.entries()) stored = cutLife(stored, tag, writersOf(version));
  }
  return end(stored, index, `reader ${index + 1} ${refused ? 'stores nothing' : `stores ${show(reader.value)}`}`);
}

function answer(state: State, index: number, reader: Reader, value: number, how: string): Step {
  return answered(state, index, reader, value, `reader ${index + 1} ${how}`);
}

function answered(state: State, index: number, reader: Reader, value: number, how: string): Step {
  const step = end(state, index, `${how}: ${show(value)}`);
  return { ...step, missed: missedBy(value, reader.mustSee) };
}

function end(state: State, index: number, label: string): Step {
  return { label, next: withReader(state, index, idle(state.readers[index].left - 1)) };
}

/** The other readers of the same process. */
function othersOf(state: State, { oneProcess }: Configuration, index: number): [number, Reader][] {
  if (!oneProcess) return [];
  return [...state.readers.entries()].filter(([other]) => other !== index);
}

function generationOf(state: State, tag: number, reader: Reader): number {
  return state.cache.generations[tag] - (reader.demoted ? 1 : 0);
}

function same(entry: readonly number[], stamps: readonly number[]): boolean {
  return stamps.every((stamp, tag) => stamp === entry[tag]);
}

function withReader(state: State, index: number, reader: Reader): State {
  return { ...state, readers: replaced(state.readers, index, reader) };
}

/** An answer in words: which writes it contains. */
function show(value: number): string {
  const writes = [0, 1, 2].filter((writer) => value & (1 << writer)).map((writer) => writer + 1);
  return writes.length === 0 ? 'the old row' : `the row with write ${writes.join(' and ')}`;
}
