import Redis from 'ioredis';
import { Metric } from '../../lib/metrics/metrics';
import { Gate } from './hooked-driver';
import {
  answer,
  counted,
  inEveryLab,
  NAMES,
  onSingleServer,
  type Process,
  ROW_ENTRY,
  ROW_KEYS,
  Row,
  readOf,
} from './lab';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A load that has its answer, and keeps it until it is told to give it. */
function held(row: Row) {
  const gate = new Gate();
  const load = async () => {
    const loaded = await row.load();
    await gate.pass();
    return loaded;
  };
  return { load, gate };
}

async function write(process: Process, row: Row): Promise<void> {
  const announcement = await process.protocol.writer.announce(ROW_KEYS);
  row.value += 1;
  await announcement.settle();
}

inEveryLab((test_) => {
  test('R1: a reader that stores after a write what it read before gives nobody the old value, 100 times', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    for (let trial = 0; trial < 100; trial += 1) {
      const { load, gate } = held(row);
      const old = one.protocol.reader.read(readOf({ load }));
      await gate.reached;
      await write(two, row);
      gate.open();
      expect((await old).value).toBe(row.value - 1);
      await one.protocol.reader.settled();
      expect((await one.protocol.reader.read(readOf(row))).value).toBe(row.value);
      expect((await two.protocol.reader.read(readOf(row))).value).toBe(row.value);
      await write(two, row);
    }
  });

  test('R3: a renewal in flight does not bring back what a write has changed', async () => {
    const [one, two] = [await test_.start({ jitter: 0 }), await test_.start()];
    const row = new Row();
    const lifetime = { ttl: 1, stale: 60_000 };
    await one.protocol.reader.read(readOf(row, { lifetime }));
    await one.protocol.reader.settled();
    await pause(5);
    const { load, gate } = held(row);
    expect(await one.protocol.reader.read(readOf({ load }, { lifetime }))).toEqual({ value: 0, source: 'stale' });
    await gate.reached;
    await write(two, row);
    gate.open();
    await one.protocol.reader.settled();
    for (const process of [one, two, one]) {
      expect((await process.protocol.reader.read(readOf(row, { lifetime }))).value).toBe(1);
    }
  });

  test('R4: there is no copy in the process: each hit asks the cache, and another process is seen at once', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    for (let round = 0; round < 20; round += 1) {
      await one.protocol.reader.read(readOf(row));
      await one.protocol.reader.settled();
      one.hooks.calls.length = 0;
      expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: round, source: 'hit' });
      expect(one.hooks.calls.flatMap(({ keys }) => keys)).toContain(ROW_ENTRY);
      await write(two, row);
      expect((await one.protocol.reader.read(readOf(row))).value).toBe(round + 1);
    }
  });

  test('R6: a load that outlasts its lease is joined by another, and both callers get a right answer', async () => {
    const [one, two] = [await test_.start({ leaseMs: 400 }), await test_.start({ leaseMs: 400 })];
    const row = new Row();
    const { load, gate } = held(row);
    const slow = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    expect(two.metrics.total(Metric.LEASE_WAIT)).toBe(1);
    expect(two.metrics.total(Metric.LEASE_TIMEOUT)).toBe(0);
    await two.protocol.reader.settled();
    gate.open();
    expect(await slow).toEqual({ value: 0, source: 'load' });
    await one.protocol.reader.settled();
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
  });

  test('R6: who outlasted a lease and a write stores nothing that anybody is given', async () => {
    const [one, two] = [await test_.start({ leaseMs: 50 }), await test_.start({ leaseMs: 50 })];
    const row = new Row();
    const { load, gate } = held(row);
    const slow = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    await write(two, row);
    expect(await two.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
    await two.protocol.reader.settled();
    gate.open();
    await slow;
    await one.protocol.reader.settled();
    for (const process of [one, two]) {
      expect((await process.protocol.reader.read(readOf(row))).value).toBe(1);
      await process.protocol.reader.settled();
    }
  });

  test('R7: what a load throws reaches those who wait for it, is not cached, and frees the lease', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const gate = new Gate();
    const failure = new Error('the database is away');
    const load = async () => {
      await gate.pass();
      throw failure;
    };
    const callers = [1, 2, 3].map(() => one.protocol.reader.read(readOf({ load })));
    await gate.reached;
    const elsewhere = two.protocol.reader.read(readOf(row));
    await counted(two, Metric.LEASE_WAIT);
    gate.open();
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      failure,
      failure,
      failure,
    ]);
    expect(await elsewhere).toEqual({ value: 0, source: 'load' });
    expect(two.metrics.total(Metric.LEASE_TIMEOUT)).toBe(0);
    await two.protocol.reader.settled();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
    expect(row.loads).toBe(1);
  });

  test('R8: an invalidation during a load leaves the holder its value, and nothing to others', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const { load, gate } = held(row);
    const holder = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    row.value = 1;
    expect(await two.protocol.writer.drop(ROW_KEYS)).toBe(true);
    // Nobody joins the load that began before the invalidation, nor waits for its lease.
    const later = [one, two].map(({ protocol }) => protocol.reader.read(readOf(row)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    gate.open();
    for (const answer of await Promise.all(later)) expect(answer.value).toBe(1);
    expect(await holder).toEqual({ value: 0, source: 'load' });
    await one.protocol.reader.settled();
    expect(await two.protocol.reader.read(readOf(row))).toMatchObject({ value: 1 });
  });

  test.each([ROW_KEYS[0]!, NAMES.database])(
    'R11: a version that was evicted costs a miss, never an old entry: %s',
    async (key) => {
      const one = await test_.start();
      const row = new Row();
      for (let trial = 0; trial < 25; trial += 1) {
        await one.protocol.reader.read(readOf(row));
        await one.protocol.reader.settled();
        const entry = await test_.lab.command(ROW_ENTRY, 'GET', ROW_ENTRY);
        expect(entry).not.toBeNull();
        await test_.lab.command(key, 'DEL', key);
        row.value += 1;
        expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: row.value, source: 'load' });
      }
    },
  );

  test('R13: FLUSHALL at any point of a read or a write leaves nothing old behind', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const flush = () => test_.lab.everywhere('FLUSHALL');
    const fresh = async () => {
      for (const process of [one, two, one]) {
        expect((await process.protocol.reader.read(readOf(row))).value).toBe(row.value);
        await process.protocol.reader.settled();
      }
    };
    const { load, gate } = held(row);
    const reading = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    await flush();
    gate.open();
    await reading;
    await one.protocol.reader.settled();
    await fresh();
    for (const moment of ['announced', 'committed', 'settled'] as const) {
      const announcement = await two.protocol.writer.announce(ROW_KEYS);
      if (moment === 'announced') await flush();
      await one.protocol.reader.read(readOf(row));
      await one.protocol.reader.settled();
      row.value += 1;
      if (moment === 'committed') await flush();
      await announcement.settle();
      if (moment === 'settled') await flush();
      await fresh();
    }
    const before = row.loads;
    await one.protocol.reader.read(readOf(row));
    expect(row.loads).toBe(before);
  });

  test('R14: clocks of hosts that are hours apart, and jump, decide nothing', async () => {
    const [one, two] = [await test_.start({ jitter: 0 }), await test_.start({ jitter: 0 })];
    const row = new Row();
    const { now } = Date;
    let jumps = 0;
    const skewed = jest.spyOn(Date, 'now').mockImplementation(() => now() + (jumps++ % 2 ? 1 : -1) * 36_000_000);
    try {
      const lifetime = { ttl: 60_000, stale: 60_000 };
      for (let round = 0; round < 20; round += 1) {
        const expected = { value: round, source: 'load' };
        expect(await one.protocol.reader.read(readOf(row, { lifetime }))).toEqual(expected);
        await one.protocol.reader.settled();
        expect(await two.protocol.reader.read(readOf(row, { lifetime }))).toEqual({ ...expected, source: 'hit' });
        const announcement = await two.protocol.writer.announce(ROW_KEYS);
        expect(await one.protocol.reader.read(readOf(row, { lifetime }))).toEqual(expected);
        row.value += 1;
        await announcement.settle();
      }
    } finally {
      skewed.mockRestore();
    }
  });
});

onSingleServer((test_) => {
  test('R10: a delete after a write, and once more a moment later, keeps an old value where stamps do not', async () => {
    const client = new Redis({ port: test_.lab.port, host: '127.0.0.1' });
    const row = new Row();
    const DELAY = 20;
    const slow = held(row);
    const readByKey = async (load: () => Promise<{ value: number }>) => {
      const cached = await client.get('plain');
      if (cached !== null) return Number(cached);
      const { value } = await load();
      await client.set('plain', value);
      return value;
    };
    const [one, two] = [await test_.start(), await test_.start()];
    const plain = readByKey(slow.load);
    const ours = held(row);
    const stamped = one.protocol.reader.read(readOf({ load: ours.load }));
    await Promise.all([slow.gate.reached, ours.gate.reached]);
    const announcement = await two.protocol.writer.announce(ROW_KEYS);
    row.value = 1;
    await client.del('plain');
    await announcement.settle();
    await pause(DELAY);
    await client.del('plain');
    // The load outlasts the delay.
    slow.gate.open();
    ours.gate.open();
    await Promise.all([plain, stamped]);
    await one.protocol.reader.settled();
    expect(await readByKey(row.load)).toBe(0);
    expect((await two.protocol.reader.read(readOf(row))).value).toBe(1);
    client.disconnect();
  });

  test('R11: a version that counts would bring an old entry back', async () => {
    const client = new Redis({ port: test_.lab.port, host: '127.0.0.1' });
    const version = async () => {
      await client.set('count', 1, 'NX');
      return client.get('count');
    };
    const entry = { stamp: await version(), value: 'old' };
    await client.incr('count');
    await client.del('count');
    expect(await version()).toBe(entry.stamp);

    const one = await test_.start();
    const versions = new Set<unknown>();
    for (let round = 0; round < 50; round += 1) {
      await one.protocol.reader.read(readOf(new Row()));
      versions.add(await test_.lab.command('', 'GET', ROW_KEYS[0]!));
      await client.del(ROW_KEYS[0]!);
    }
    expect(versions.size).toBe(50);
    client.disconnect();
  });

  test('a reader that found the lease free after the entry was stored does not load again', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const late = new Gate();
    two.hooks.hook = async (call, send) => {
      if (call.name === 'lease') await late.pass();
      // The read behind the lease is sent behind it.
      if (call.name === 'read' && two.hooks.calls.some(({ name }) => name === 'lease')) await late.pass();
      return send();
    };
    const reading = two.protocol.reader.read(readOf({ load: async () => answer((await row.load()).value) }));
    await late.reached;
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    late.open();
    expect(await reading).toEqual({ value: 0, source: 'shared' });
    expect(row.loads).toBe(1);
    await two.protocol.reader.settled();
    expect(await test_.lab.command('', 'KEYS', '*cache-tier:l1:*')).toEqual([]);
  });
});
