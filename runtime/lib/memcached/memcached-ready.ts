import { unreachableNode } from '../wire/memcached-error';
import type { MemcachedNodes } from './memcached-nodes';

/** For nodes that are no longer asked for: nobody tells that they are gone. */
const LOOK_MS = 100;

/** The longest that a timer takes; more would be no time at all. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Resolves when all nodes can be used.
 *
 * @param closing ends the wait, with its reason
 * @throws MemcachedError ERR_CACHE_TIER_UNREACHABLE if that is not within so many milliseconds
 */
export function whenUp(nodes: MemcachedNodes, ms: number, closing: AbortSignal): Promise<void> {
  const isUp = () => nodes.all().length > 0 && nodes.all().every((node) => node.isUp);
  if (closing.aborted) return Promise.reject(closing.reason);
  if (isUp()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      clearInterval(looking);
      unsubscribe();
      closing.removeEventListener('abort', abort);
      settle();
    };
    const look = () => {
      if (isUp()) end(resolve);
    };
    const abort = () => end(() => reject(closing.reason));
    const unsubscribe = nodes.onChange(look);
    const looking = setInterval(look, LOOK_MS);
    closing.addEventListener('abort', abort);
    const timer = setTimeout(
      () => {
        const away = nodes.all().filter((node) => !node.isUp);
        const names = away.map(({ name }) => name).join(', ') || 'the cluster';
        end(() => reject(unreachableNode(names, `that has not changed for ${ms} ms`)));
      },
      Math.min(ms, LONGEST_MS),
    );
  });
}
