import { Metric } from '../../lib/metrics/metrics';
import { Gate } from './hooked-driver';
import { answer, inEachLab, NAMES, onSingleServer, ROW_ENTRY, ROW_KEYS, Row, readOf, watchRejections } from './lab';

inEachLab((test_) => {
  test('a second read is answered by the cache, in the same process and in another', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    await one.protocol.reader.settled();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
    expect(row.loads).toBe(1);
  });

  test('while a write is announced nothing is served from the cache, and nothing is stored', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    await one.protocol.reader.read(readOf(row));
    const write = await two.protocol.writer.announce(ROW_KEYS);
    expect(write.acknowledged).toBe(true);
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    expect(one.metrics.total(Metric.BYPASS, 'write-in-progress')).toBe(1);
    row.value = 1;
    await write.settle();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    await one.protocol.reader.settled();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'hit' });
  });

  test('a write to the whole database drops every entry of it, and one to another table none', async () => {
    const one = await test_.start();
    const row = new Row();
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    expect(await one.protocol.writer.drop([NAMES.version('public.other')])).toBe(true);
    expect(await one.protocol.reader.read(readOf(row))).toMatchObject({ source: 'hit' });
    expect(await one.protocol.writer.drop([NAMES.database])).toBe(true);
    expect(await one.protocol.reader.read(readOf(row))).toMatchObject({ source: 'load' });
  });

  test('an empty answer depends on other tags than one that was found', async () => {
    const one = await test_.start();
    const pinned = NAMES.version(`${TABLE_OF_ROWS}#7`);
    const table = NAMES.version(TABLE_OF_ROWS);
    const tags = { found: [NAMES.database, pinned], empty: [NAMES.database, table] };
    const row = new Row();
    const found = readOf(row, { key: NAMES.entry('found'), tags });
    const load = async () => ({ ...(await row.load()), empty: true });
    const empty = readOf({ load }, { key: NAMES.entry('empty'), tags });
    const sources = async () => {
      const answers = [await one.protocol.reader.read(found), await one.protocol.reader.read(empty)];
      await one.protocol.reader.settled();
      return answers.map(({ source }) => source);
    };
    expect(await sources()).toEqual(['load', 'load']);
    expect(await sources()).toEqual(['hit', 'hit']);
    await one.protocol.writer.drop([table]);
    expect(await sources()).toEqual(['hit', 'load']);
    await one.protocol.writer.drop([pinned]);
    expect(await sources()).toEqual(['load', 'hit']);
  });
});

const TABLE_OF_ROWS = 'public.rows';

onSingleServer((test_) => {
  test('versions that cannot be made lead to the database, and leave no rejection behind', async () => {
    const rejections = watchRejections();
    const one = await test_.start({ deadlineMs: 30 });
    const row = new Row();
    let reads = 0;
    one.hooks.hook = async (call, send) => {
      // The server freezes after it has said that there are no versions.
      if (call.name === 'read' && reads++ === 0) return send();
      return new Promise(() => undefined);
    };
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    await new Promise(setImmediate);
    expect(rejections()).toEqual([]);
  });

  test('what decode or payload throws for a shared load leads to the database', async () => {
    const one = await test_.start();
    const row = new Row();
    const gate = new Gate();
    const load = async () => {
      await gate.pass();
      return row.load();
    };
    const leader = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    const broken = () => {
      throw new Error('cannot be read');
    };
    const joiner = one.protocol.reader.read(readOf(row, { decode: broken }));
    gate.open();
    expect(await leader).toEqual({ value: 0, source: 'load' });
    expect(await joiner).toEqual({ value: 0, source: 'load' });

    const second = new Gate();
    const unwritable = async () => {
      await second.pass();
      return { ...answer(5), payload: broken };
    };
    const other = { key: NAMES.entry('other') };
    const [first, next] = [1, 2].map(() => one.protocol.reader.read(readOf({ load: unwritable }, other)));
    await second.reached;
    second.open();
    expect(await first).toEqual({ value: 5, source: 'load' });
    expect(await next).toEqual({ value: 5, source: 'load' });
  });

  test('callers whose schemas differ do not share a load', async () => {
    const one = await test_.start();
    const gate = new Gate();
    const old = one.protocol.reader.read(
      readOf({
        load: async () => {
          await gate.pass();
          return answer(1);
        },
      }),
    );
    await gate.reached;
    const row = new Row();
    row.value = 2;
    const current = await one.protocol.reader.read(readOf(row, { fingerprint: 'another schema' }));
    gate.open();
    expect(current.value).toBe(2);
    expect((await old).value).toBe(1);
  });

  test('an entry past its time to live is not given to a caller who takes nothing stale', async () => {
    const one = await test_.start({ jitter: 0 });
    const row = new Row();
    await one.protocol.reader.read(readOf(row, { lifetime: { ttl: 5, stale: 60_000 } }));
    await one.protocol.reader.settled();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await one.protocol.reader.read(readOf(row, { lifetime: { ttl: 5 } }))).toMatchObject({ source: 'load' });
  });

  test('V3: an entry that the loads of two callers gave belongs to each alone', async () => {
    const one = await test_.start();
    const row = new Row();
    const list = { decode: (payload: Buffer) => [Number(payload)] as never };
    await one.protocol.reader.read(readOf(row, list));
    await one.protocol.reader.settled();
    const [first, second] = await Promise.all([1, 2].map(() => one.protocol.reader.read(readOf(row, list))));
    (first!.value as unknown as number[]).push(1);
    expect(second!.value).toEqual([0]);
    expect(one.hooks.calls.filter(({ name, keys }) => name === 'read' && keys.includes(ROW_ENTRY)).length).toBe(3);
    expect(ROW_KEYS).toHaveLength(1);
  });
});
