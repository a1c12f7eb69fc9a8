import { Metric } from '../../lib/metrics/metrics';
import { ADD_INTENT } from '../../lib/protocol/scripts';
import { UnacknowledgedWriteError } from '../../lib/protocol/writer';
import { Gate } from './hooked-driver';
import { counted, inEachLab, NAMES, onSingleServer, ROW_ENTRY, ROW_KEYS, Row, readOf } from './lab';

const [KEY] = ROW_KEYS as [string];
/** Long enough for a busy machine, short enough to be awaited. */
const INTENT_MS = 600;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

inEachLab((test_) => {
  const value = async (key = KEY) => test_.lab.command(key, 'GET', key);
  const writers = async () =>
    `${await value()}`
      .split('|')[1]
      ?.split(',')
      .map((writer) => writer.split(':')[0]);

  test('writers of one table are counted: it is cacheable when the last one has settled', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const first = await one.protocol.writer.announce(ROW_KEYS);
    const before = await value();
    const second = await two.protocol.writer.announce(ROW_KEYS);
    expect(await writers()).toHaveLength(2);
    expect(await value()).not.toBe(before);
    await first.settle();
    expect(await writers()).toHaveLength(1);
    expect(await one.protocol.reader.read(readOf(new Row()))).toMatchObject({ source: 'load' });
    expect(one.metrics.total(Metric.BYPASS, 'write-in-progress')).toBe(1);
    await second.settle();
    expect(await value()).toBeNull();
  });

  test('an announcement that was gone before its write had ended is counted', async () => {
    const one = await test_.start();
    const lost = await one.protocol.writer.announce(ROW_KEYS);
    await test_.lab.command(KEY, 'DEL', KEY);
    await lost.settle();
    expect(one.metrics.total(Metric.INTENT_LOST)).toBe(1);
    const kept = await one.protocol.writer.announce(ROW_KEYS);
    await kept.settle();
    expect(one.metrics.total(Metric.INTENT_LOST)).toBe(1);
  });

  test('T17: a writer that is gone is forgotten after intentMs, even while another goes on writing', async () => {
    const [dead, busy, reader] = [await test_.start({ intentMs: INTENT_MS }), await test_.start(), await test_.start()];
    // As a process that is killed: nothing settles, and nothing renews.
    await dead.driver.run(ADD_INTENT, [KEY], ['dead', 'nonce', `${INTENT_MS}`]);
    const row = new Row();
    const write = async () => {
      const announcement = await busy.protocol.writer.announce(ROW_KEYS);
      row.value += 1;
      const seen = await writers();
      await announcement.settle();
      return seen;
    };
    expect(await write()).toContain('dead');
    let last: string | null = null;
    do {
      // What others write does not prolong it.
      const read = await reader.protocol.reader.read(readOf(row));
      expect(read).toEqual({ value: row.value, source: 'load' });
      const seen = await write();
      last = seen?.includes('dead') ? 'dead' : null;
    } while (last);
    await reader.protocol.reader.read(readOf(row));
    await reader.protocol.reader.settled();
    expect(await reader.protocol.reader.read(readOf(row))).toEqual({ value: row.value, source: 'hit' });
  });

  test('T18: a write that lasts longer than its announcement renews it', async () => {
    const [one, two] = [await test_.start({ intentMs: INTENT_MS }), await test_.start()];
    const row = new Row();
    await two.protocol.reader.read(readOf(row));
    const write = await one.protocol.writer.announce(ROW_KEYS);
    await pause(INTENT_MS * 1.5);
    expect(await two.protocol.reader.read(readOf(row))).toMatchObject({ source: 'load' });
    expect(two.metrics.total(Metric.BYPASS, 'write-in-progress')).toBe(1);
    row.value = 1;
    await write.settle();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    const settled = one.hooks.calls.length;
    await pause(INTENT_MS / 2);
    expect(one.hooks.calls.slice(settled)).toEqual([]);
  });

  test('T18: the end of a write whose announcement has expired drops what was cached meanwhile', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const write = await one.protocol.writer.announce(ROW_KEYS);
    await test_.lab.command(KEY, 'DEL', KEY);
    await two.protocol.reader.read(readOf(row));
    await two.protocol.reader.settled();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
    row.value = 1;
    await write.settle();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
  });

  test('T4: a write of unknown outcome stays announced for uncertainMs, and then the table is cacheable', async () => {
    const [one, two] = [await test_.start({ intentMs: INTENT_MS, uncertainMs: 1_500 }), await test_.start()];
    const row = new Row();
    const write = await one.protocol.writer.announce(ROW_KEYS);
    write.uncertain();
    // The server commits after the client has lost it.
    row.value = 1;
    await pause(INTENT_MS + 50);
    expect(`${await value()}`).toMatch(/^!/);
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    while ((await value()) !== null) await pause(5);
    await two.protocol.reader.read(readOf(row));
    await two.protocol.reader.settled();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'hit' });
  });

  test('T4: an unknown outcome goes on being announced when one of its tables cannot be reached at first', async () => {
    const one = await test_.start({ intentMs: INTENT_MS });
    const other = NAMES.version('public.other');
    const write = await one.protocol.writer.announce([KEY, other]);
    let failures = 0;
    one.hooks.hook = (call, send) => {
      if (call.name !== 'add_intent' || call.keys[0] !== other || failures > 0) return send();
      failures += 1;
      return Promise.reject(new Error('lost'));
    };
    const before = [await value(), await value(other)];
    write.uncertain();
    let after = before;
    // Each is announced anew: neither was dropped because the other could not be reached.
    while (after[0] === before[0] || after[1] === before[1]) after = [await value(), await value(other)];
    expect(failures).toBe(1);
    for (const text of after) expect(`${text}`).toMatch(/^!/);
    expect(one.hooks.calls.map(({ name }) => name)).not.toContain('drop_intent');
  });

  test('O4: an end that was lost is tried again, and meanwhile this process reads around the cache', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    await one.protocol.reader.read(readOf(row));
    const write = await one.protocol.writer.announce(ROW_KEYS);
    row.value = 1;
    let lost = 0;
    const healed = new Gate();
    one.hooks.hook = async (call, send) => {
      if (call.name !== 'drop_intent') return send();
      if (lost++ === 0) throw new Error('lost');
      await healed.pass();
      return send();
    };
    await write.settle();
    expect(one.metrics.total(Metric.UNACKNOWLEDGED, 'invalidation')).toBe(1);
    expect(one.protocol.pendingInvalidations).toBe(1);
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    expect(one.metrics.total(Metric.BYPASS, 'invalidation-pending')).toBe(1);
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    healed.open();
    while (one.protocol.pendingInvalidations > 0) await pause(5);
    expect(await value()).toBeNull();
    await two.protocol.reader.read(readOf(row));
    await two.protocol.reader.settled();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'hit' });
  });

  test('with strictWrites a write is refused that was not acknowledged, and nothing stays announced', async () => {
    const one = await test_.start({ strictWrites: true });
    const other = NAMES.version('public.other');
    one.hooks.hook = (call, send) =>
      call.name === 'add_intent' && call.keys[0] === other ? Promise.reject(new Error('lost')) : send();
    await expect(one.protocol.writer.announce([KEY, other])).rejects.toBeInstanceOf(UnacknowledgedWriteError);
    await expect(one.protocol.writer.announce([other])).rejects.toMatchObject({
      code: 'ERR_CACHE_TIER_UNACKNOWLEDGED',
    });
    expect(await value()).toBeNull();
    expect(one.protocol.pendingInvalidations).toBe(0);
  });

  test('a write goes on without the cache, and says so', async () => {
    const one = await test_.start();
    one.hooks.hook = (call, send) => (call.name === 'add_intent' ? Promise.reject(new Error('lost')) : send());
    const write = await one.protocol.writer.announce(ROW_KEYS);
    expect(write.acknowledged).toBe(false);
    expect(one.metrics.total(Metric.UNACKNOWLEDGED, 'announcement')).toBe(1);
    await write.settle();
    expect(one.metrics.total(Metric.UNACKNOWLEDGED, 'invalidation')).toBe(0);
  });

  test('a write of nothing asks the cache nothing', async () => {
    const one = await test_.start();
    const write = await one.protocol.writer.announce([]);
    await write.settle();
    expect(write.acknowledged).toBe(true);
    expect(one.hooks.calls.filter(({ name }) => name.endsWith('intent'))).toEqual([]);
  });
});

onSingleServer(
  (test_) => {
    test('O3: a cache that is out of memory loses no invalidation', async () => {
      const [one, two] = [await test_.start(), await test_.start()];
      const row = new Row();
      await one.protocol.reader.read(readOf(row));
      await one.protocol.reader.settled();
      const early = await one.protocol.writer.announce(ROW_KEYS);
      await early.settle();
      await one.protocol.reader.read(readOf(row));
      await one.protocol.reader.settled();
      expect(await two.protocol.reader.read(readOf(row))).toMatchObject({ source: 'hit' });
      const open = await two.protocol.writer.announce([NAMES.version('public.other')]);
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '1');

      const write = await one.protocol.writer.announce(ROW_KEYS);
      expect(write.acknowledged).toBe(false);
      row.value = 1;
      await write.settle();
      await open.settle();
      expect(await test_.lab.command('', 'GET', KEY)).toBeNull();
      expect(await test_.lab.command('', 'GET', NAMES.version('public.other'))).toBeNull();
      expect(one.metrics.total(Metric.UNACKNOWLEDGED, 'invalidation')).toBe(0);
      expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '0');
    });

    test('O3: an end while there is no memory leaves the other writers announced', async () => {
      const [one, two] = [await test_.start(), await test_.start()];
      const first = await one.protocol.writer.announce(ROW_KEYS);
      const second = await two.protocol.writer.announce(ROW_KEYS);
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '1');
      await first.settle();
      expect(`${await test_.lab.command('', 'GET', KEY)}`).toMatch(/^!/);
      await second.settle();
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '0');
      const row = new Row();
      expect(await one.protocol.reader.read(readOf(row))).toMatchObject({ source: 'load' });
    });

    test('V8: an answer that cannot be stored for want of memory is given all the same', async () => {
      const one = await test_.start();
      const row = new Row();
      await one.protocol.reader.read(readOf(row, { key: NAMES.entry('warm') }));
      await one.protocol.reader.settled();
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '1');
      row.value = 1;
      expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
      await counted(one, Metric.NOT_STORED, 'error');
      await test_.lab.command('', 'CONFIG', 'SET', 'maxmemory', '0');
      expect(await test_.lab.command('', 'EXISTS', ROW_ENTRY)).toBe(0);
    });
  },
  ['--maxmemory-policy', 'noeviction'],
);
