import type { Pool } from 'pg';

/** The part of a connection of `pg` by which queries leave: `sync` ends an extended one, `query` is a simple one. */
interface Wire {
  sync(): void;
  query(text: string): void;
}

/**
 * Counts what is sent to PostgreSQL, below whatever is wrapped. PostgreSQL's own counts lag behind by seconds.
 *
 * @returns how many queries were sent since the pool was made
 */
export function countSentQueries(pool: Pool): () => number {
  let sent = 0;
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: Wire };
    const { sync, query } = connection;
    connection.sync = () => {
      sent += 1;
      sync.call(connection);
    };
    connection.query = (text) => {
      sent += 1;
      query.call(connection, text);
    };
  });
  return () => sent;
}
