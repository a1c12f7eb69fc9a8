import { isIntent, withEntry, withVersion, writersOf } from './cache';
import type { Configuration } from './configuration';
import { commit, mayCommit } from './database';
import { except } from './promise';
import { type State, type Step, spend, WriterAt } from './state';
import { executeAdd, executeDrop, withWriter } from './writer';

/** What nobody decides: time, memory, networks and machines. */
export function environmentSteps(state: State, config: Configuration): Step[] {
  return [
    ...lateCommits(state, config),
    ...lateCommands(state, config),
    ...evictions(state, config),
    ...failovers(state, config),
    ...memory(state),
  ];
}

/** A commit whose client is gone happens, or not. */
function lateCommits(state: State, config: Configuration): Step[] {
  return state.writers.flatMap((writer, index) => {
    if (writer.at !== WriterAt.UNKNOWN) return [];
    const gone = withWriter(state, index, { at: WriterAt.CRASHED, added: 0, dropped: 0 });
    const late = `the database commits write ${index + 1} late, and somebody reads the new value around the cache`;
    return [
      { label: late, next: commit(gone, config, index) },
      { label: `the database rolls write ${index + 1} back`, next: gone },
    ];
  });
}

function lateCommands(state: State, config: Configuration): Step[] {
  return state.cache.late.map(({ writer, tag, drop }, at) => {
    const rest = { ...state, cache: { ...state.cache, late: state.cache.late.filter((_, other) => other !== at) } };
    const execute = drop ? executeDrop : executeAdd;
    const next = drop || !state.cache.full ? execute(rest, config, writer, tag) : rest;
    const label = `the cache executes a late ${drop ? 'drop' : 'intent'} of writer ${writer + 1}, version ${tag + 1}`;
    return { label, next };
  });
}

/** A key expires or is evicted. */
function evictions(state: State, config: Configuration): Step[] {
  if (state.budget.evictions === 0) return [];
  const rest = spend(state, 'evictions');
  const steps: Step[] = [];
  state.cache.versions.forEach((version, tag) => {
    const waiting = stillOpen(state, writersOf(version));
    const cut = state.cache.cut[tag];
    if (version === 0 || ((waiting & ~cut) !== 0 && !config.intentsMayGo)) return;
    // That a command of the protocol cut its life is no excuse.
    const next = except(withVersion(rest, tag, 0), config, 'lostIntent', waiting & ~cut);
    steps.push({ label: `${isIntent(version) ? 'the intent' : 'the version'} ${tag + 1} expires`, next });
  });
  for (const [tag, version] of state.cache.versions.entries()) {
    // Each intent ends by itself; the last one takes the key along, which is the case above.
    for (const [index, writer] of state.writers.entries()) {
      const others = writersOf(version) & ~(1 << index);
      if (others === 0 || others === writersOf(version) || (mayCommit(writer) && !config.intentsMayGo)) continue;
      const next = except(withVersion(rest, tag, version & ~(1 << index)), config, 'lostIntent', 1 << index);
      steps.push({ label: `the intent of writer ${index + 1} on version ${tag + 1} expires`, next });
    }
  }
  if (state.cache.entry.length > 0) steps.push({ label: 'the entry expires', next: withEntry(rest, []) });
  return steps;
}

/** A replica is as its primary was at some moment, and then takes its place. */
function failovers(state: State, config: Configuration): Step[] {
  if (state.budget.failovers === 0) return [];
  const { cache } = state;
  const { versions, entry } = cache;
  const steps: Step[] = [];
  if (state.budget.replications > 0) {
    const next = spend({ ...state, cache: { ...cache, replica: { versions, entry } } }, 'replications');
    steps.push({ label: 'the replica has all of this, and no more', next });
  }
  const shards = config.sharded ? versions.map((_, tag) => 1 << tag) : [(1 << config.tags) - 1];
  for (const shard of shards) {
    const lost = versions.map((version, tag) =>
      shard & (1 << tag) ? writersOf(version) & ~writersOf(cache.replica.versions[tag]) : 0,
    );
    const promoted = {
      ...cache,
      versions: versions.map((version, tag) => (shard & (1 << tag) ? cache.replica.versions[tag] : version)),
      entry: shard & 1 ? cache.replica.entry : entry,
      generations: cache.generations.map((generation, tag) => generation + (shard & (1 << tag) ? 1 : 0)),
      replica: { versions: [], entry: [] },
      demoted: config.protocol.primaryOnly ? undefined : { versions, entry },
    };
    const budget = { ...state.budget, failovers: 0, replications: 0 };
    const after = { ...state, cache: promoted, budget };
    const open = stillOpen(state, lost[0] | (lost[1] ?? 0));
    const which = config.sharded ? ` of version ${Math.log2(shard) + 1}` : '';
    steps.push({ label: `the replica${which} is promoted`, next: except(after, config, 'failover', open) });
  }
  return steps;
}

function memory(state: State): Step[] {
  const { cache } = state;
  if (cache.full) return [{ label: 'there is memory again', next: { ...state, cache: { ...cache, full: false } } }];
  if (state.budget.outOfMemory === 0) return [];
  const next = spend({ ...state, cache: { ...cache, full: true } }, 'outOfMemory');
  return [{ label: 'the cache runs out of memory', next }];
}

/** Those of some writers whose transaction is still open. */
function stillOpen(state: State, writers: number): number {
  return state.writers.reduce((open, writer, index) => open | (mayCommit(writer) ? writers & (1 << index) : 0), 0);
}
