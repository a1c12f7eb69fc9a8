import { addIntent, cutLife, dropIntent, withVersion, writersOf } from './cache';
import type { Configuration } from './configuration';
import { commit } from './database';
import { acknowledged, except } from './promise';
import { replaced, type State, type Step, spend, type Writer, WriterAt } from './state';

/*
 * WRITE, as steps. Each command to the cache is one step, in any order of the tags. A command that is lost, and one whose
 * acknowledgement is lost, are one case: it may be executed at any later moment, at once, or never.
 *
 * A writer that crashes after COMMIT, or gives up a drop simply makes no more steps. One that learns nothing of its COMMIT makes none either, and
 * keeps its intents: to renew them only puts off their expiry, which here waits for the database anyway.
 */

/** All that a writer may do next. */
export function writerSteps(state: State, config: Configuration, index: number): Step[] {
  const writer = state.writers[index];
  const steps: Step[] = [];
  if (writer.at === WriterAt.ADDING) steps.push(...beforeCommit(state, config, index));
  const unknown = writer.at === WriterAt.UNKNOWN;
  const failed = unknown && (!config.protocol.keepAfterUnknown || writer.unheard);
  const dropping = writer.at === WriterAt.COMMITTED || writer.at === WriterAt.ROLLED_BACK || failed;
  if (dropping) steps.push(...drops(state, config, index));
  if (unknown && !config.protocol.renewUntilKnown && state.budget.lostMessages > 0) {
    const next = spend(withWriter(state, index, { unheard: true }), 'lostMessages');
    steps.push({ label: `writer ${index + 1} renews its intents: lost`, next });
  }
  if (state.budget.crashes > 0 && writer.at === WriterAt.ADDING) {
    const next = withWriter(state, index, { at: WriterAt.CRASHED, added: 0, dropped: 0 });
    steps.push({ label: `writer ${index + 1} crashes`, next: spend(next, 'crashes') });
  }
  return steps;
}

function beforeCommit(state: State, config: Configuration, index: number): Step[] {
  const { added } = state.writers[index];
  const missing = config.protocol.intents ? tagsOf(config, index).filter((tag) => !(added & (1 << tag))) : [];
  if (missing.length > 0) return missing.flatMap((tag) => adds(state, config, index, tag));
  const name = `writer ${index + 1}`;
  const committed = commit(withWriter(state, index, { at: WriterAt.COMMITTED, added: 0 }), config, index);
  const steps = [{ label: `${name} commits, and somebody reads the new value around the cache`, next: committed }];
  if (config.rollbacks) {
    steps.push({ label: `${name} rolls back`, next: withWriter(state, index, { at: WriterAt.ROLLED_BACK, added: 0 }) });
  }
  if (state.budget.unknownOutcomes > 0) {
    const next = withWriter(state, index, { at: WriterAt.UNKNOWN, added: 0 });
    steps.push({ label: `${name} loses its connection at COMMIT`, next: spend(next, 'unknownOutcomes') });
  }
  return steps;
}

function adds(state: State, config: Configuration, index: number, tag: number): Step[] {
  const label = `writer ${index + 1} adds its intent to version ${tag + 1}`;
  const added = withWriter(state, index, { added: state.writers[index].added | (1 << tag) });
  const unacknowledged = except(added, config, 'unacknowledged', 1 << index);
  if (state.cache.full) return [{ label: `${label}: out of memory`, next: unacknowledged }];
  const steps = [{ label, next: executeAdd(added, config, index, tag) }];
  if (state.budget.lostMessages > 0)
    steps.push({ label: `${label}: lost`, next: late(unacknowledged, index, tag, false) });
  return steps;
}

function drops(state: State, config: Configuration, index: number): Step[] {
  const { dropped } = state.writers[index];
  return tagsOf(config, index)
    .filter((tag) => !(dropped & (1 << tag)))
    .flatMap((tag) => {
      const label = `writer ${index + 1} drops version ${tag + 1}`;
      const next = executeDrop(state, config, index, tag);
      const steps = [resolve(withWriter(next, index, { dropped: dropped | (1 << tag) }), config, index, label)];
      if (state.budget.lostMessages > 0) steps.push({ label: `${label}: lost`, next: late(state, index, tag, true) });
      return steps;
    });
}

function resolve(state: State, config: Configuration, index: number, label: string): Step {
  const writer = state.writers[index];
  if (tagsOf(config, index).some((tag) => !(writer.dropped & (1 << tag)))) return { label, next: state };
  // The promise of one whose outcome is unknown is rejected, and the server may still commit.
  if (writer.at === WriterAt.UNKNOWN) return { label, next: state };
  const done = withWriter(state, index, { at: WriterAt.DONE, added: 0, dropped: 0 });
  if (writer.at === WriterAt.ROLLED_BACK) return { label, next: done };
  return { label: `${label}, and its promise resolves`, next: acknowledged(done, index) };
}

export function executeAdd(state: State, { protocol }: Configuration, index: number, tag: number): State {
  const before = state.cache.versions[tag];
  const added = withVersion(state, tag, addIntent(before, index, state.fresh, protocol));
  return protocol.addKeepsLife ? added : cutLife(added, tag, writersOf(before) & ~(1 << index));
}

/** A value in which others stay needs memory to be written: without it the intent stays. To remove a key needs none. */
export function executeDrop(state: State, { protocol }: Configuration, index: number, tag: number): State {
  const before = state.cache.versions[tag];
  const after = dropIntent(before, index, state.fresh, protocol);
  return state.cache.full && after !== 0 ? state : withVersion(state, tag, after);
}

function late(state: State, writer: number, tag: number, drop: boolean): State {
  const command = { writer, tag, drop };
  const cache = { ...state.cache, late: [...state.cache.late, command] };
  return spend({ ...state, cache }, 'lostMessages');
}

function tagsOf({ writers, tags }: Configuration, index: number): number[] {
  const found: number[] = [];
  for (let tag = 0; tag < tags; tag += 1) if (writers[index] & (1 << tag)) found.push(tag);
  return found;
}

export function withWriter(state: State, index: number, change: Partial<Writer>): State {
  return { ...state, writers: replaced(state.writers, index, { ...state.writers[index], ...change }) };
}
