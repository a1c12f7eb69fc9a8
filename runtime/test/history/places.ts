import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../../../test/servers/redis-server';
import type { Link } from '../../lib/link';
import type { Chance } from '../../shop/chance';
import { startMemcached } from '../servers/memcached';
import { startCluster } from '../servers/redis-cluster';
import { startReplicated } from '../servers/redis-replica';
import { startProxy } from '../servers/tcp-proxy';
import { startEndpoint } from './endpoint';
import type { FaultEvent } from './history';

/** What can go wrong with a cache. */
export interface CacheFault {
  readonly what: string;
  readonly loses: FaultEvent['loses'];
  /** @param begins is called when something can be lost from; without it, from the beginning */
  run(chance: Chance, begins: () => void): Promise<void>;
}

/** A cache that a workload runs on. */
export interface Place {
  readonly link: Link;
  readonly faults: readonly CacheFault[];
  stop(): Promise<void>;
}

/** One server, behind a network that fails. */
export async function singlePlace(): Promise<Place> {
  const redis = await startServer({ args: ['--enable-debug-command', 'yes', '--maxmemory-policy', 'allkeys-lru'] });
  const proxy = await startProxy(redis.port);
  const frozen = async (chance: Chance, freeze: () => void, thaw: () => void) => {
    freeze();
    await pause(50 + chance.upTo(500));
    thaw();
  };
  return {
    link: { endpoint: '127.0.0.1', port: `${proxy.port}` },
    faults: [
      { what: 'cache frozen', loses: 'unreachable', run: (chance) => frozen(chance, redis.freeze, redis.thaw) },
      { what: 'network frozen', loses: 'unreachable', run: (chance) => frozen(chance, proxy.freeze, proxy.thaw) },
      { what: 'network refuses', loses: 'unreachable', run: (chance) => frozen(chance, proxy.refuse, proxy.accept) },
      { what: 'connections reset', loses: 'unreachable', run: async () => proxy.drop() },
      {
        what: 'connection cut in the middle',
        loses: 'unreachable',
        run: async (chance) => proxy.cutAfter(chance.upTo(400), chance.of(['toServer', 'toClients'])),
      },
      {
        what: 'cache restarted',
        loses: 'announcements',
        run: async () => {
          // A client would send it again and again, as it is never answered.
          const socket = connect(redis.port, '127.0.0.1');
          socket.on('error', () => undefined).write('DEBUG RESTART\r\n');
          await once(socket, 'close');
          while ((await redis.command('PING').catch(() => undefined)) !== 'PONG') await pause(5);
        },
      },
      {
        what: 'cache flushed',
        loses: 'announcements',
        run: async () => {
          await redis.command('FLUSHALL');
        },
      },
      {
        what: 'no memory: versions and announcements are evicted',
        loses: 'announcements',
        run: async (chance) => {
          const used = Number(/used_memory:(\d+)/.exec(`${await redis.command('INFO', 'memory')}`)?.[1]);
          await redis.command('CONFIG', 'SET', 'maxmemory', `${used - 20_000}`);
          await pause(100 + chance.upTo(300));
          await redis.command('CONFIG', 'SET', 'maxmemory', '0');
        },
      },
    ],
    stop: async () => {
      await Promise.all([redis.stop(), proxy.close()]);
    },
  };
}

/** A primary and a replica that takes its place, with or without all that the primary had. */
export async function replicatedPlace(): Promise<Place> {
  const pair = await startReplicated();
  const endpoint = await startEndpoint(pair.primary.port);
  /** What the primary acknowledged last does not reach the replica. */
  const failover = async (chance: Chance, begins: () => void, lost: boolean) => {
    if (lost) {
      pair.disconnectReplica();
      await pause(chance.upTo(300));
    }
    begins();
    endpoint.refuse();
    await pair.promote();
    await pause(chance.upTo(200));
    endpoint.point(pair.primary.port);
    await pair.follow();
  };
  /** Connections stay with what is no primary any more. */
  const lingering = async (chance: Chance) => {
    await pair.failover();
    endpoint.point(pair.primary.port);
    await pause(chance.upTo(300));
    endpoint.drop();
  };
  return {
    link: { endpoint: '127.0.0.1', port: `${endpoint.port}` },
    faults: [
      { what: 'failover', loses: 'acknowledged', run: (chance, begins) => failover(chance, begins, false) },
      { what: 'failover with a loss', loses: 'acknowledged', run: (chance, begins) => failover(chance, begins, true) },
      { what: 'failover, and connections that stay', loses: 'acknowledged', run: lingering },
      { what: 'connections reset', loses: 'unreachable', run: async () => endpoint.drop() },
    ],
    stop: async () => {
      await Promise.all([pair.stop(), endpoint.close()]);
    },
  };
}

/** Three shards, each with a replica. */
export async function clusterPlace(): Promise<Place> {
  const cluster = await startCluster({ shards: 3, replicas: 1, tls: false });
  return {
    link: { endpoint: cluster.host, port: `${cluster.port}`, 'cluster-mode': 'true' },
    faults: [
      {
        what: 'failover of a shard',
        loses: 'acknowledged',
        run: async (chance) => {
          await cluster.failover(chance.upTo(3) - 1);
        },
      },
      {
        what: 'a shard frozen',
        loses: 'unreachable',
        run: async (chance) => {
          const node = cluster.primary(chance.upTo(3) - 1);
          node.freeze();
          await pause(50 + chance.upTo(400));
          node.thaw();
        },
      },
      {
        what: 'a slot moved',
        loses: 'unreachable',
        run: async (chance) => {
          const to = cluster.primary(chance.upTo(3) - 1);
          await cluster.migrateSlot(chance.upTo(16_384) - 1, to).catch(() => undefined);
        },
      },
    ],
    stop: () => cluster.stop(),
  };
}

/** Three nodes of Memcached, each behind a network that fails. */
export async function memcachedPlace(): Promise<Place> {
  const nodes = await Promise.all([1, 2, 3].map(() => startMemcached({ args: ['-m', '64'] })));
  const proxies = await Promise.all(nodes.map(({ port }) => startProxy(port)));
  const one = <T>(chance: Chance, of: readonly T[]) => of[chance.upTo(of.length) - 1]!;
  const frozen = async (chance: Chance, target: { freeze(): void; thaw(): void }) => {
    target.freeze();
    await pause(50 + chance.upTo(500));
    target.thaw();
  };
  return {
    link: {
      engine: 'memcached',
      endpoint: '127.0.0.1',
      port: `${proxies[0]!.port}`,
      nodes: proxies.map(({ host, port }) => `${host}:${port}`).join(),
    },
    faults: [
      { what: 'a node frozen', loses: 'unreachable', run: (chance) => frozen(chance, one(chance, nodes)) },
      { what: 'a network frozen', loses: 'unreachable', run: (chance) => frozen(chance, one(chance, proxies)) },
      { what: 'connections reset', loses: 'unreachable', run: async (chance) => one(chance, proxies).drop() },
      {
        what: 'connection cut in the middle',
        loses: 'unreachable',
        run: async (chance) => one(chance, proxies).cutAfter(chance.upTo(400), chance.of(['toServer', 'toClients'])),
      },
      { what: 'a node killed', loses: 'announcements', run: (chance) => one(chance, nodes).restart() },
      {
        what: 'nodes flushed',
        loses: 'announcements',
        run: async () => {
          await Promise.all(nodes.map((node) => node.command('flush_all')));
        },
      },
    ],
    stop: async () => {
      await Promise.all([...nodes.map((node) => node.stop()), ...proxies.map((proxy) => proxy.close())]);
    },
  };
}
