import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePorts } from '../../test/servers/free-ports';
import { findServer, installServer } from '../../test/servers/install';
import { type GuardedServer, guard } from '../../test/servers/watchdog';
import { type Counts, countsOf, loadShop } from '../shop/shop';
import { type RunningPostgres, startPostgres } from '../test/servers/postgres';

/** The servers of the demo, and the shop in them. */
export interface Stage {
  readonly postgres: RunningPostgres;
  readonly database: string;
  readonly counts: Counts;
  readonly cachePort: number;
  /** Kills the cache (SIGKILL): whoever is connected loses the connection, and the port refuses. */
  killCache(): Promise<void>;
  /** Starts a new, empty cache on the same port. */
  startCache(): Promise<void>;
  close(): Promise<void>;
}

export async function setStage(scale: number): Promise<Stage> {
  installServer();
  const postgres = await startPostgres({ settings: { shared_buffers: '256MB' } });
  const [cachePort] = await freePorts(1);
  let cache: GuardedServer | undefined;
  try {
    cache = await startCache(cachePort);
    const database = await postgres.createDatabase('shop');
    const client = new Client(postgres.config(database));
    await client.connect();
    await loadShop(client, { scale }).finally(() => client.end());
    return {
      postgres,
      database,
      cachePort,
      counts: countsOf(scale),
      killCache: async () => {
        await cache?.end();
        cache = undefined;
      },
      startCache: async () => {
        cache = await startCache(cachePort);
      },
      close: async () => {
        await Promise.all([cache?.end(), postgres.stop()]);
      },
    };
  } catch (error) {
    await Promise.all([cache?.end(), postgres.stop()]);
    throw error;
  }
}

/** The same port again after a kill: the application knows no other. */
async function startCache(port: number): Promise<GuardedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-demo-'));
  const command = [findServer()!, '--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  return guard(folder, command, { ready: /Ready to accept connections/ });
}
