import { ItemReads } from '../../lib/memcached/item-reads';
import type { MemcachedNode } from '../../lib/memcached/memcached-node';
import type { MemcachedNodes } from '../../lib/memcached/memcached-nodes';
import { memcachedSettings } from '../../lib/memcached/memcached-options';
import { NodeRouter } from '../../lib/memcached/node-router';
import type { MemcachedSession } from '../../lib/wire/memcached-session';

test('a node that does not answer is probed no more once the cluster does not name it', async () => {
  const never = jest.fn(() => new Promise<never>(() => undefined));
  const giveUp = (_: number, reason: () => Error) => void reason();
  const session = { value: never, giveUp } as unknown as MemcachedSession;
  let named: readonly MemcachedNode[] = [];
  const probed: (() => void)[] = [];
  const node = {
    name: 'node:1',
    isUp: true,
    findSession: () => session,
    sessions: () => [session],
    probe: async () => {
      probed.shift()?.();
      throw new Error('away');
    },
  } as unknown as MemcachedNode;
  const nodes = { nodeOf: () => node, all: () => named, onChange: () => () => undefined, close: async () => undefined };
  const settings = memcachedSettings({ deadlineMs: 5 });
  const router = new NodeRouter(nodes as unknown as MemcachedNodes, settings);
  const reads = new ItemReads(router, settings);
  const probes = [1, 2].map(() => new Promise<void>((resolve) => probed.push(resolve)));

  named = [node];
  void reads.one('key');
  await probes[0];
  expect(await reads.one('key')).toBeUndefined();
  expect(never).toHaveBeenCalledTimes(1);
  named = [];
  await probes[1];
  // What the cluster names again is begun with anew.
  named = [node];
  void reads.one('key');
  expect(never).toHaveBeenCalledTimes(2);
  await router.close();
});
