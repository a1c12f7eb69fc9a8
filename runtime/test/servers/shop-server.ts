import { Client } from 'pg';
import { type LoadOptions, loadShop } from '../../shop/shop';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres';

/** A PostgreSQL server that makes shops. */
export interface RunningShop extends RunningPostgres {
  /** A database that holds the shop. */
  readonly shop: string;
  /** Creates one more database with the same rows, for a test that writes. */
  createShop(name?: string): Promise<string>;
}

/** Starts a server with a shop of about a thousand rows, unless told otherwise; who starts it stops it. */
export async function startShop(options: LoadOptions & PostgresOptions = {}): Promise<RunningShop> {
  const server = await startPostgres(options);
  try {
    // Nobody connects to the template, so that it can be copied at any time.
    const template = await server.createDatabase('shop_template');
    const client = new Client(server.config(template));
    await client.connect();
    await loadShop(client, { scale: 0.001, ...options });
    await client.end();
    const createShop = (name?: string) => server.createDatabase(name, template);
    return { ...server, shop: await createShop('shop'), createShop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
