import { performance } from 'node:perf_hooks';

/** A command of the cache that gave no reply in time. */
export class CacheTimeoutError extends Error {
  public override readonly name = 'CacheTimeoutError';
  public readonly code = 'ERR_CACHE_TIER_TIMEOUT';
}

/**
 * Calls `late` unless it is called off before. A reply that has arrived counts, even if this process was too busy to read
 * it: after the time is up the sockets are read once more, and only then it is late.
 *
 * @param ms milliseconds from now
 * @returns calls it off
 */
function startDeadline(ms: number, late: () => void): () => void {
  let over = false;
  const due = performance.now() + ms;
  const read = (rounds: number) => {
    if (over) return;
    if (rounds === 0) late();
    else setImmediate(read, rounds - 1);
  };
  // A timer that fires late says that the event loop stalled: what came meanwhile may need a second round, by TLS.
  const timer = setTimeout(() => read(performance.now() - due > ms ? 3 : 2), ms);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** The outcome of a promise, or a `CacheTimeoutError` if it has none in time. The promise itself goes on. */
export function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = startDeadline(ms, () => reject(new CacheTimeoutError(`the cache gave no reply within ${ms} ms`)));
    promise.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}
