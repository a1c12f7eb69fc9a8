import { Pool, type PoolClient } from 'pg';
import { startServer } from '../../../test/servers/redis-server';
import { onCatalogConnection } from '../../lib/pg/catalog-connection';
import { CacheTier } from '../../lib/tier/cache-tier';
import { startPostgres } from '../servers/postgres';

test('a connection that is lost while the catalog is read ends neither the process nor stays in the pool', async () => {
  const [redis, postgres] = await Promise.all([startServer(), startPostgres()]);
  const tier = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${redis.port}` });
  const pool = tier.wrap(new Pool({ ...postgres.config(), max: 1 }));
  const taken: PoolClient[] = [];
  pool.on('acquire', (client) => taken.push(client));
  await onCatalogConnection(pool, async (query) => {
    expect(await query('SELECT 1')).toEqual([['1']]);
    // As node-postgres does when the server ends a connection that has nothing to do.
    taken[0]!.emit('error', new Error('terminating connection due to administrator command'));
  });
  expect(pool.totalCount).toBe(0);
  expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
  expect(taken[1]).not.toBe(taken[0]);
  await pool.end();
  await tier.close();
  await Promise.all([redis.stop(), postgres.stop()]);
});
