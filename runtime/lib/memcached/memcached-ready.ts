import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';
import { withProblem } from './node-problem';

/** For nodes that are no longer asked for, or that answer again: nobody tells of those. */
const LOOK_MS = 100;

/** The longest that a timer takes; more would be no time at all. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Resolves when all nodes can be used.
 *
 * @param answers whether a node can
 * @param closing ends the wait, with its reason
 * @throws MemcachedError ERR_CACHE_TIER_UNREACHABLE if that is not within so many milliseconds
 */
export function whenUp(
  nodes: MemcachedNodes,
  answers: (node: MemcachedNode) => boolean,
  ms: number,
  closing: AbortSignal,
): Promise<void> {
  const isUp = () => nodes.all().length > 0 && nodes.all().every(answers);
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
        const away = nodes.all().filter((node) => !answers(node));
        const names = away.map(({ name }) => name).join(', ') || 'the cluster';
        const { problem } = away.find((node) => node.problem !== undefined) ?? nodes;
        end(() => reject(withProblem(names, `that has not changed for ${ms} ms`, problem)));
      },
      Math.min(ms, LONGEST_MS),
    );
  });
}
