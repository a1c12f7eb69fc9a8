import { unreachableNode } from './memcached-error';
import type { MemcachedNodes } from './memcached-nodes';

/**
 * Resolves when all nodes can be used.
 *
 * @throws MemcachedError ERR_CACHE_TIER_UNREACHABLE if that is not within so many milliseconds
 */
export function whenUp(nodes: MemcachedNodes, ms: number): Promise<void> {
  const isUp = () => nodes.all().length > 0 && nodes.all().every((node) => node.isUp);
  if (isUp()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
    };
    const unsubscribe = nodes.onChange(() => {
      if (!isUp()) return;
      end();
      resolve();
    });
    const timer = setTimeout(() => {
      end();
      const away = nodes.all().filter((node) => !node.isUp);
      const names = away.map(({ name }) => name).join(', ') || 'the cluster';
      reject(unreachableNode(names, `that has not changed for ${ms} ms`));
    }, ms);
  });
}
