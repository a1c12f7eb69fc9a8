import type { GuardedCache } from '../guard/guarded-cache';

/** Whether every server of the cache can be used, at last after so many milliseconds. */
export async function untilReady(cache: GuardedCache, ms: number): Promise<boolean> {
  const up = () => {
    const states = Object.values(cache.states());
    return states.length > 0 && states.every((state) => state === 'up');
  };
  if (up()) return true;
  return new Promise((resolve) => {
    const end = (result: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(result);
    };
    const timer = setTimeout(() => end(up()), ms);
    // One that has just been told of knows the other servers a moment later.
    const stop = cache.onChange(() => process.nextTick(() => up() && end(true)));
  });
}
