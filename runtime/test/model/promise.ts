import type { Configuration } from './configuration';
import type { State } from './state';

/**
 * The exceptions of the promise, each as the event after which it says nothing of a write until that write has been
 * dropped with acknowledgement. Each counts only before COMMIT: what happens later must do no harm.
 */
export type Exception =
  /** The cache did not acknowledge one of its intents. */
  | 'unacknowledged'
  /** One of its intents expired or was evicted. */
  | 'lostIntent'
  /** One of its intents was lost in a failover. */
  | 'failover'
  /** None of the promise, but half of it: it says nothing of a write before it resolved, with acknowledgement. */
  | 'inFlight';

/** The promise says nothing of these writes any more. */
export function except(state: State, config: Configuration, exception: Exception, writers: number): State {
  if (!config.exceptions.includes(exception)) return state;
  return { ...state, excepted: state.excepted | (writers & ~state.committed) };
}

/**
 * Second sentence: once anyone has read the new value from the primary, no read that starts later returns the old one.
 * Somebody who bypasses the cache may read it at the very moment of COMMIT, and changes nothing by that. So the model
 * demands it from COMMIT on, which includes every later moment.
 */
export function committed(state: State, writer: number, { exceptions }: Configuration): State {
  if (exceptions.includes('inFlight')) return state;
  return { ...state, promised: state.promised | ((1 << writer) & ~state.excepted) };
}

/**
 * First sentence: a read that starts after the promise of a write has resolved, with the acknowledgement of the cache,
 * never returns older rows. The acknowledgement is that of all its drops: it holds whatever became of its intents.
 */
export function acknowledged(state: State, writer: number): State {
  return { ...state, promised: state.promised | (1 << writer) };
}

/** The writes that an answer misses, though they were promised when its read started. */
export function missedBy(value: number, mustSee: number): number {
  return mustSee & ~value;
}
