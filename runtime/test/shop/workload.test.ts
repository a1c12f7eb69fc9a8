import { type Operation, workload } from '../../shop/shop';

test('the same seed gives the same operations', async () => {
  expect(await described(take(7, 500))).toEqual(await described(take(7, 500)));
  expect(await described(take(8, 500))).not.toEqual(await described(take(7, 500)));
});

test('it mostly reads, and does everything there is', () => {
  const operations = take(1, 20_000);
  const writes = operations.filter(({ kind }) => kind === 'write').length;
  expect(writes).toBeGreaterThan(800);
  expect(writes).toBeLessThan(1_200);
  expect(new Set(operations.map(({ name }) => name)).size).toBe(17);
});

test('a few products make up a good part of the load', () => {
  const seen = new Map<unknown, number>();
  const pages = take(1, 20_000).flatMap((op) =>
    op.kind === 'read' && op.name === 'productPage' ? [op.values[0]] : [],
  );
  for (const product of pages) seen.set(product, (seen.get(product) ?? 0) + 1);
  const top = [...seen.values()].sort((a, b) => b - a).slice(0, 100);
  expect(top.reduce((sum, count) => sum + count, 0) / pages.length).toBeGreaterThan(0.4);
  expect(seen.size).toBeGreaterThan(1_000);
});

function take(seed: number, count: number): Operation[] {
  const operations = workload(seed);
  return Array.from({ length: count }, () => operations.next().value);
}

/** What an operation says to the database; a write is asked by a client that only listens. */
async function described(operations: readonly Operation[]): Promise<unknown[]> {
  const said: unknown[] = [];
  for (const operation of operations) {
    if (operation.kind === 'read') said.push([operation.name, operation.values]);
    else
      await operation.run({
        query: async (text, values) => {
          said.push([operation.name, text, values]);
          return { rows: [{ id: '1', at: 'now' }] };
        },
      });
  }
  return said;
}
