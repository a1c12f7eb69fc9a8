import type { CacheDriver } from '../../lib/drivers/driver';
import { type Discovery, staticMembership } from '../../lib/memcached/discovery';
import { HashRing } from '../../lib/memcached/hash-ring';
import { placedBy } from '../../lib/memcached/key-places';
import { memcachedDriver } from '../../lib/memcached/memcached-driver';
import { wireKey } from '../../lib/memcached/memcached-key';
import { memcachedNodes } from '../../lib/memcached/memcached-nodes';
import { openMemcached } from '../../lib/wire/open-memcached';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import type { Lab } from './lab';

export interface MemcachedLab extends Lab {
  readonly nodes: readonly string[];
  readonly servers: readonly RunningMemcached[];
  /** The server that a key lies on. */
  ownerOf(key: string): RunningMemcached;
}

/** Milliseconds that a change of nodes takes in tests. */
const SETTLE_MS = 300;

export interface LabDriverOptions {
  /** @default - a list that stays */
  readonly discovery?: Discovery;
  readonly settleMs?: number;
  readonly maxItemBytes?: number;
}

/** A driver for some nodes. */
export function driverOf(names: readonly string[], options: LabDriverOptions = {}): CacheDriver {
  const { discovery = staticMembership(names.map(addressOf)), settleMs = SETTLE_MS, maxItemBytes } = options;
  const nodes = memcachedNodes({
    discovery,
    open: openMemcached,
    placedBy,
    membershipMs: settleMs,
    reconnectMaxMs: 50,
  });
  return memcachedDriver({ discovery, nodes, settleMs, maxItemBytes });
}

export function addressOf(name: string): { readonly host: string; readonly port: number } {
  const colon = name.lastIndexOf(':');
  return { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) };
}

/** Nodes, and the few commands that the suites know of Redis. */
export async function startMemcachedLab(count = 3, args: readonly string[] = []): Promise<MemcachedLab> {
  const servers = await Promise.all(Array.from({ length: count }, () => startMemcached({ args })));
  const nodes = servers.map(({ host, port }) => `${host}:${port}`);
  const ring = new HashRing(nodes);
  const ownerOf = (key: string) => servers[nodes.indexOf(ring.nodeOf(placedBy(key)))]!;
  return {
    host: '127.0.0.1',
    port: servers[0]!.port,
    clusterMode: true,
    nodes,
    servers,
    ownerOf,
    command: (key, ...words) => redisCommand(ownerOf(key), words),
    everywhere: (...words) => Promise.all(servers.map((server) => redisCommand(server, words))),
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function redisCommand(server: RunningMemcached, [name, key = '']: readonly string[]): Promise<unknown> {
  switch (name) {
    case 'FLUSHALL':
      return server.command('flush_all');
    case 'DEL':
      return server.command(`md ${wireKey(key)}`);
    case 'EXISTS':
      return (await server.command(`mg ${wireKey(key)}`)).startsWith('HD') ? 1 : 0;
    case 'GET': {
      const [, value] = /^VA \d+[^\r]*\r\n([\s\S]*)\r\n$/.exec(await server.command(`mg ${wireKey(key)} v`)) ?? [];
      return value ?? null;
    }
    default:
      throw new Error(`the lab does not know ${name} of Memcached`);
  }
}
