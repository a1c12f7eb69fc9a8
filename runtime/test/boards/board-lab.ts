import { readFileSync } from 'node:fs';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { Link } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheClient, CacheTierOptions } from '../../lib/tier/tier-options';
import { type RunningCluster, startCluster } from '../servers/redis-cluster';

export const CLIENTS: readonly CacheClient[] = ['ioredis', 'node-redis', 'valkey-glide'];

/** What a user needs for boards and sets: the ready-made access of leaderboards, and sets. */
export const RIGHTS = [
  ...['-@all', '+@sortedset', '+@hash', '+@set', '+@connection', '-@admin', '-@dangerous', '+info', '+time'],
  ...['+cluster|slots', '+unlink', '+exists', '+pexpireat', '+pttl', '+eval', '+evalsha', '~board:*', '~set:*'],
] as const;

/** A server, and tiers that end with their test. */
export interface BoardLab {
  readonly redis: RunningServer;
  readonly link: Link;
  tier(options?: CacheTierOptions, link?: Link): CacheTier;
  /** A tier over TLS, as a user that has `RIGHTS` and no more. */
  limited(client: CacheClient, cluster?: RunningCluster, more?: Link): Promise<CacheTier>;
  command(...args: string[]): Promise<unknown>;
}

export function useBoardLab(): BoardLab {
  const lab = {} as { -readonly [name in keyof BoardLab]: BoardLab[name] };
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    lab.redis = await startServer();
    lab.link = { endpoint: '127.0.0.1', port: `${lab.redis.port}` };
    lab.command = (...args) => lab.redis.command(...args);
  });
  beforeEach(() => lab.redis.command('FLUSHALL'));
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(() => lab.redis?.stop());
  lab.tier = (options = {}, link = lab.link) => {
    const tier = patient(CacheTier.fromLink(link, options));
    ends.push(() => tier.close());
    return tier;
  };
  lab.limited = async (client, cluster, more = {}) => {
    const user = ['limited', 'reset', 'on', '>limited-password', ...RIGHTS];
    await (cluster ? cluster.setUser(user[0]!, ...user.slice(1)) : lab.redis.command('ACL', 'SETUSER', ...user));
    const server = cluster ?? lab.redis;
    return lab.tier(
      { client, tls: { ca: readFileSync(server.caFile) }, readSecret: async () => 'limited-password' },
      {
        ...{
          endpoint: 'localhost',
          port: `${server.tlsPort}`,
          tls: 'true',
          'cluster-mode': `${cluster !== undefined}`,
        },
        ...{ auth: 'password', user: 'limited', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' },
        ...more,
      },
    );
  };
  return lab;
}

/** A busy machine is slow, and a deadline is not what most tests are about. */
function patient(tier: CacheTier): CacheTier {
  const { leaderboard, set } = tier;
  tier.leaderboard = (name, options) => leaderboard.call(tier, name, { deadlineMs: 15_000, ...options });
  tier.set = (name, options) => set.call(tier, name, { deadlineMs: 15_000, ...options });
  return tier;
}

/** A cluster that is started once for a file. */
export function useCluster(): { readonly current: RunningCluster } {
  const found = {} as { current: RunningCluster };
  beforeAll(async () => {
    found.current = await startCluster();
  }, 60_000);
  afterAll(() => found.current?.stop());
  return found;
}

/** What a promise was rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string; cause?: unknown }> {
  return promise.then(
    (value) => {
      throw new Error(`It did not fail, and gave ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
}
