import type { PgClient, PgPool, Released } from './pg-shapes';
import { sessionOf } from './wrap-client';
import type { CatalogQuery } from './wrap-context';
import { rawQuery } from './wrap-target';

/**
 * Takes a connection of a wrapped pool to read the catalog by. Its queries are not planned themselves: a query that
 * waits for the catalog while the catalog waits for it would wait for ever.
 *
 * @throws what the connection or the database throws
 */
export async function onCatalogConnection(
  pool: object,
  use: (query: CatalogQuery) => Promise<void> | undefined,
): Promise<void> {
  let lost: unknown;
  const onError = (error: unknown) => {
    lost = error;
  };
  const client = await new Promise<PgClient & Released>((resolve, reject) => {
    (pool as PgPool).connect((error, taken) => {
      if (error || !taken) return reject(error);
      // Between two queries nobody else listens, and an error that nobody listens to ends the process. It may come with
      // the very message by which the client was taken, before a promise is heard of.
      taken.on('error', onError);
      resolve(taken);
    });
  });
  try {
    const session = sessionOf(client);
    await session?.queue.run(async () => {
      if (session.status === 'I') await use(rawQuery(session));
    });
  } finally {
    client.removeListener('error', onError);
    client.release(lost);
  }
}
