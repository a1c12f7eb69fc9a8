import { inEveryLab, type Process } from './lab';
import { Database, SteppedReader, SteppedWriter } from './stepped';

/** All orders of some actors, each of whom takes so many steps. */
function orders(steps: readonly number[]): number[][] {
  if (steps.every((left) => left === 0)) return [[]];
  return steps.flatMap((left, actor) =>
    left === 0
      ? []
      : orders(steps.map((other, index) => (index === actor ? other - 1 : other))).map((rest) => [actor, ...rest]),
  );
}

test('the orders are all there are', () => {
  expect(orders([3, 3])).toHaveLength(20);
  expect(orders([3, 3, 3])).toHaveLength(1_680);
});

inEveryLab((test_) => {
  const processes = () => Promise.all(Array.from({ length: 4 }, () => test_.start()));

  async function run(order: readonly number[], [one, two, three, checker]: readonly Process[], checkAfter: boolean) {
    const database = new Database(1);
    const reader = new SteppedReader(one!, 'reader');
    const writers = [new SteppedWriter(two!, 'writer 1'), new SteppedWriter(three!, 'writer 2')];
    const check = async () => {
      const floors = [...database.floors];
      const { value, source } = await checker!.protocol.reader.read(database.query([0], true));
      database.log.push(`checker got ${value} by ${source}`);
      database.saw([0], value, floors);
      await checker!.protocol.reader.settled();
    };
    for (const writer of writers) writer.begin([0]);
    await reader.begin(database, [0]);
    for (const actor of order) {
      await (actor === 0 ? reader.step() : writers[actor - 1]!.step(database));
      if (!checkAfter) continue;
      database.look();
      await check();
    }
    await reader.finish();
    if (order.includes(1) && database.floors[0] === 0) throw new Error('no write was seen');
    await check();
    // Its load may be stored by now; the next one is a hit.
    await check();
    return database;
  }

  test.each([false, true])('R9: every order of a reader and a writer, checked after each step: %s', async (after) => {
    const all = await processes();
    for (const order of orders([3, 3])) await run(order, all, after);
  });

  test('R9: orders of a reader and two writers; ORDERS=all takes every one', async () => {
    const all = await processes();
    // Some of them, and fewer on several servers: the steps are the same. The model takes them all.
    const several = test_.lab.clusterMode || test_.lab.nodes !== undefined;
    const every = process.env.ORDERS === 'all' ? 1 : several ? 12 : 4;
    const some = orders([3, 3, 3]).filter((_, index) => index % every === 0);
    for (const [index, order] of some.entries()) await run(order, all, index % 7 === 0);
  }, 60_000);

  test('R2, R8: an answer that was read before a write is given to its caller, and to nobody else', async () => {
    // stamp, announce, load, commit, settle, store
    const database = await run([0, 1, 0, 1, 1, 0], await processes(), false);
    expect(database.log.filter((line) => line.includes(' got '))).toEqual([
      'reader got 0 by load',
      'checker got 1 by load',
      'checker got 1 by hit',
    ]);
  });
});
