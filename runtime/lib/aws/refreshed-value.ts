import { AttemptTimeoutError, AttemptWaiters } from './attempt-waiters';
import { inLambda } from './environment';
import type { RefreshOptions } from './refresh-options';

/** A value from elsewhere that is always at hand, and fetched anew in the background. */
export interface RefreshedValue<T> {
  /** The last known value. Fetches in the background if it is time to, and never waits for it. */
  current(): T | undefined;
  /**
   * The value for somebody who can wait: the known one, unless it was refused, has ended or there is none, or else what the
   * next attempt brings. It waits for one attempt, and for no attempt that is more than a second away.
   *
   * @throws the problem of the last attempt if no value that has not ended is known by then
   */
  latest(): Promise<T>;
  /** Somebody found the value to be wrong: fetches anew, as soon as the time since the last attempt allows it. */
  refused(): void;
  /** Resolves once the first attempt has ended, well or not, or the value is closed. It never rejects. */
  readonly ready: Promise<void>;
  /** Ends what runs in the background. */
  close(): void;
}

const DEFAULTS = {
  same: Object.is,
  eager: false,
  // A frozen process finds its clock moved on: the monotonic clock stands still meanwhile.
  now: (): number => Date.now(),
  /** Milliseconds after which an attempt is given up: its connection may have died in a freeze. */
  attemptMs: 10_000,
  /** Milliseconds between attempts, doubled by each that brought nothing new. */
  firstDelayMs: 1_000,
  lastDelayMs: 60_000,
};

interface Attempt {
  readonly controller: AbortController;
  refused: boolean;
}

/** Starts with the first use. */
export function refreshedValue<T>(options: RefreshOptions<T>): RefreshedValue<T> {
  const { fetch, problem, dueAt, endsAt, onProblem, onRecovered } = options;
  const { same = DEFAULTS.same, eager = DEFAULTS.eager } = options;
  const { background = !inLambda(), now = DEFAULTS.now } = options;
  const { attemptMs, firstDelayMs, lastDelayMs } = DEFAULTS;
  let value: T | undefined;
  let known = false;
  let due = Number.NEGATIVE_INFINITY;
  let used = false;
  let refused = false;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let attempt: Attempt | undefined;
  let attemptAt = Number.NEGATIVE_INFINITY;
  let delay = 0;
  /** Attempts in a row that failed, and that brought the refused value again: two reasons to be asked less often. */
  let failed = 0;
  let fruitless = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let lastProblem: Error | undefined;
  const waiters = new AttemptWaiters();
  let settle = () => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });

  function check(): void {
    if (closed) return;
    const at = now();
    // A clock that was set back must not hold up the next attempt.
    attemptAt = Math.min(attemptAt, at);
    if (attempt !== undefined && at >= attemptAt + attemptMs) giveUp(attempt);
    if (attempt === undefined && at >= nextAt()) start(at);
    arm(at);
  }

  /** A process that was frozen finds a value that ended meanwhile. */
  function ended(): boolean {
    return known && endsAt !== undefined && now() >= endsAt(value as T);
  }

  function nextAt(): number {
    return Math.max(known && !refused ? due : Number.NEGATIVE_INFINITY, attemptAt + delay);
  }

  function start(at: number): void {
    const started = { controller: new AbortController(), refused };
    attempt = started;
    attemptAt = at;
    refused = false;
    new Promise<T>((resolve) => resolve(fetch(started.controller.signal, started.refused, value))).then(
      (fetched) => attempt === started && succeeded(started, fetched),
      (cause) => attempt === started && failedBy(started, cause),
    );
  }

  function succeeded(ended: Attempt, fetched: T): void {
    const at = now();
    const changed = !known || !same(fetched, value as T);
    value = fetched;
    known = true;
    used = false;
    due = dueAt(fetched, at);
    if (changed) fruitless = 0;
    else if (ended.refused || due <= at) fruitless += 1;
    const wasFailing = failed > 0;
    failed = 0;
    lastProblem = undefined;
    end(at);
    if (wasFailing) tell(() => onRecovered?.());
  }

  function failedBy(ended: Attempt, cause: unknown): void {
    refused ||= ended.refused;
    failed += 1;
    const raised = problem(cause);
    lastProblem = raised;
    end(now());
    if (failed === 1) tell(() => onProblem?.(raised));
  }

  function giveUp(late: Attempt): void {
    failedBy(late, new AttemptTimeoutError(`no answer within ${attemptMs} ms`));
    late.controller.abort();
  }

  function end(at: number): void {
    attempt = undefined;
    const doubled = firstDelayMs * 2 ** Math.min(30, Math.max(failed, fruitless, 1) - 1);
    // Not in step with other processes.
    delay = Math.min(lastDelayMs, doubled) * (0.5 + Math.random() / 2);
    settle();
    waiters.wake();
    arm(at);
  }

  function look(): number | undefined {
    check();
    if (closed) return undefined;
    if (attempt !== undefined) return Math.max(attemptAt + attemptMs - now(), 0);
    const wait = nextAt() - now();
    return wait > firstDelayMs ? undefined : Math.max(wait, 0);
  }

  function arm(at: number): void {
    clearTimeout(timer);
    if (!background || closed) return;
    const wait = (attempt === undefined ? nextAt() : attemptAt + attemptMs) - at;
    if (wait < Number.POSITIVE_INFINITY) timer = setTimeout(onTimer, Math.min(Math.max(wait, 0), 2 ** 31 - 1)).unref();
  }

  function onTimer(): void {
    const idle = known && !refused && attempt === undefined && failed === 0;
    if (idle && !eager && !used) return;
    check();
  }

  return {
    ready,
    current: () => {
      used = true;
      check();
      return value;
    },
    latest: async () => {
      used = true;
      check();
      if (!known || refused || attempt?.refused || ended()) await waiters.wait(look);
      if (known && !ended()) return value as T;
      throw lastProblem ?? new AttemptTimeoutError('it was closed before it was read');
    },
    refused: () => {
      const at = now();
      // Long after the last refusal it is a new matter.
      if (at - refusedAt > 2 * lastDelayMs) fruitless = 0;
      refusedAt = at;
      // An answer on its way is newer than the value that was refused.
      if (attempt === undefined) refused = true;
      else attempt.refused = true;
      check();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      attempt?.controller.abort();
      attempt = undefined;
      settle();
      waiters.wake();
    },
  };
}

/** Who is told must not break what tells. */
function tell(report: () => void): void {
  try {
    report();
  } catch {
    // It is not ours to handle.
  }
}
