import { setTimeout as pause } from 'node:timers/promises';
import { Metric } from '../../lib/metrics/metrics';
import { Gate } from './hooked-driver';
import { answer, inEachLab, inEveryLab, NAMES, onSingleServer, type Process, ROW_ENTRY, Row, readOf } from './lab';

/** Waits until what lives for a millisecond is past its time by the clock that each process goes by. */
async function past(...processes: readonly Process[]): Promise<void> {
  while (processes.some(({ hooks }) => hooks.outstanding > 0)) await pause(1);
  await pause(5 + Math.max(...processes.map(({ hooks }) => hooks.lagMs)));
}

inEveryLab((test_) => {
  test('H1: 1,000 callers of a cold key in two processes make one load, and one script for its versions each', async () => {
    const [one, two] = [await test_.start({ deadlineMs: 5_000 }), await test_.start({ deadlineMs: 5_000 })];
    const row = new Row();
    const load = async () => {
      await pause(20);
      return row.load();
    };
    const callers = Array.from({ length: 1_000 }, (_, n) => (n % 2 ? one : two).protocol.reader.read(readOf({ load })));
    const answers = await Promise.all(callers);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([0]));
    expect(row.loads).toBe(1);
    for (const { hooks } of [one, two]) {
      const scripts = hooks.calls.filter(({ name }) => name === 'ensure_versions');
      // One for each slot of its keys.
      expect(scripts.length).toBeLessThanOrEqual(test_.lab.clusterMode ? 2 : 1);
    }
  });

  test('H2: after a tag of 1,000 entries was dropped by one command, each is loaded once', async () => {
    const one = await test_.start({ deadlineMs: 5_000 });
    const row = new Row();
    const all = () =>
      Promise.all(
        Array.from({ length: 2_000 }, (_, n) =>
          one.protocol.reader.read(readOf(row, { key: NAMES.entry(`entry ${n % 1_000}`) })),
        ),
      );
    await all();
    await one.protocol.reader.settled();
    row.loads = 0;
    await all();
    expect(row.loads).toBe(0);
    const sent = one.hooks.calls.length;
    await one.protocol.writer.drop([NAMES.database]);
    expect(one.hooks.calls.slice(sent).map(({ name }) => name)).toEqual(['drop_intent']);
    await all();
    expect(row.loads).toBe(1_000);
  });

  test('H5: a read that is on its way is never joined: who comes later sees what was written meanwhile', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    const gate = new Gate();
    let first = true;
    // The reply of the first read is on its way, and takes its time.
    one.hooks.hook = async (call, send) => {
      const reply = await send();
      if (call.name === 'read' && first) {
        first = false;
        await gate.pass();
      }
      return reply;
    };
    const early = one.protocol.reader.read(readOf(row));
    await gate.reached;
    const write = await two.protocol.writer.announce([...readOf(row).tags.found.slice(1)]);
    row.value = 1;
    await write.settle();
    expect((await one.protocol.reader.read(readOf(row))).value).toBe(1);
    gate.open();
    expect(await early).toMatchObject({ value: 0, source: 'hit' });
  });

  test.each([
    ['too big', { payload: () => Buffer.alloc(2_000_000) }],
    ['uncacheable', { uncacheable: 'transaction' }],
  ])('H8: nobody waits in a row for an answer that is %s', async (_, change) => {
    // A moment that lasts as long as the test: a second of Memcached may end at once.
    const processes = await Promise.all([1, 2, 3].map(() => test_.start({ uncacheableMs: 60_000 })));
    const row = new Row();
    const gate = new Gate();
    const load = async () => {
      await gate.pass();
      return { ...(await row.load()), ...change };
    };
    const [holder, ...waiters] = processes.map(({ protocol }) => protocol.reader.read(readOf({ load })));
    await gate.reached;
    gate.open();
    for (const reading of [holder!, ...waiters]) expect((await reading).source).toBe('load');
    await processes[0]!.protocol.reader.settled();
    for (const { metrics } of processes) expect(metrics.total(Metric.LEASE_TIMEOUT)).toBe(0);
    // Who comes in the next moment asks the database without a wait.
    const before = processes[1]!.hooks.calls.length;
    expect((await processes[1]!.protocol.reader.read(readOf({ load }))).source).toBe('load');
    await processes[1]!.protocol.reader.settled();
    const names = processes[1]!.hooks.calls.slice(before).map(({ name }) => name);
    expect(names.filter((name) => name === 'lease')).toHaveLength(1);
  });

  test('H9: who holds a connection waits for no load, of its own process or another', async () => {
    const [one, two] = [await test_.start(), await test_.start()];
    const row = new Row();
    const gate = new Gate();
    const load = async () => {
      await gate.pass();
      return row.load();
    };
    // It may wait for a connection that the others hold.
    const waiting = one.protocol.reader.read(readOf({ load }));
    await gate.reached;
    for (const { protocol, metrics } of [one, two]) {
      const answer = await protocol.reader.read(readOf(row, { holdsConnection: true }));
      expect(answer.source).toBe(protocol === one.protocol ? 'load' : 'hit');
      await protocol.reader.settled();
      expect(metrics.total(Metric.LEASE_WAIT)).toBe(0);
    }
    gate.open();
    expect((await waiting).value).toBe(0);
  });
});

/** By the clock of Memcached, which is whole seconds, two processes do not agree on what is past its time. */
inEachLab((test_) => {
  test('H4: nobody waits for a renewal, there is one of it, and past its bound nothing stale is given', async () => {
    const [one, two] = [await test_.start({ jitter: 0 }), await test_.start({ jitter: 0 })];
    const row = new Row();
    const lifetime = { ttl: 1, stale: 60_000 };
    await one.protocol.reader.read(readOf(row, { lifetime }));
    await one.protocol.reader.settled();
    await past(one, two);
    const gate = new Gate();
    let loads = 0;
    const load = async () => {
      loads += 1;
      await gate.pass();
      return answer(1);
    };
    // All are answered while the load has no answer yet.
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        [one, two, one, two].map(({ protocol }) => protocol.reader.read(readOf({ load }, { lifetime }))),
      );
      for (const found of answers) expect(found).toEqual({ value: 0, source: 'stale' });
    }
    await gate.reached;
    expect(loads).toBe(1);
    gate.open();
    await Promise.all([one, two].map(({ protocol }) => protocol.reader.settled()));
    const long = { ttl: 1, stale: 60_000 };
    expect(
      await two.protocol.reader.read(readOf({ load: () => Promise.reject(new Error('no')) }, { lifetime: long })),
    ).toMatchObject({ value: 1 });
    // Past `ttl` and `stale` together, the server itself has removed it.
    const short = { ttl: 2, stale: 3 };
    await one.protocol.reader.read(readOf(row, { key: NAMES.entry('short'), lifetime: short }));
    await one.protocol.reader.settled();
    await pause(10);
    const after = await one.protocol.reader.read(readOf(row, { key: NAMES.entry('short'), lifetime: short }));
    expect(after.source).toBe('load');
  });

  test('H4: where nothing may go on after the answer, one caller renews and gets the new value', async () => {
    const one = await test_.start({ jitter: 0, background: false });
    const row = new Row();
    const lifetime = { ttl: 1, stale: 60_000 };
    await one.protocol.reader.read(readOf(row, { lifetime }));
    await pause(5);
    row.value = 1;
    expect(await one.protocol.reader.read(readOf(row, { lifetime }))).toEqual({ value: 1, source: 'load' });
    expect(one.hooks.outstanding).toBe(0);
    await pause(5);
    const failing = { load: () => Promise.reject(new Error('the database is away')) };
    expect(await one.protocol.reader.read(readOf(failing, { lifetime }))).toEqual({ value: 1, source: 'stale' });
  });

  test('a renewal that another process has just made is not made again', async () => {
    const [one, two] = [await test_.start({ jitter: 0 }), await test_.start({ jitter: 0 })];
    const row = new Row();
    const lifetime = { ttl: 1, stale: 60_000 };
    await one.protocol.reader.read(readOf(row, { lifetime }));
    await one.protocol.reader.settled();
    await past(one, two);
    const late = new Gate();
    two.hooks.hook = async (_, send) => {
      if (two.hooks.calls.some(({ name }) => name === 'lease')) await late.pass();
      return send();
    };
    await two.protocol.reader.read(readOf(row, { lifetime }));
    await late.reached;
    // One has the lease, stores, and gives it back before the other one asks for it.
    await one.protocol.reader.read(readOf(row, { lifetime }));
    await one.protocol.reader.settled();
    late.open();
    await two.protocol.reader.settled();
    expect(row.loads).toBe(2);
  });

  test('a lease whose taking was not answered in time is given back, and nobody waits for it', async () => {
    const one = await test_.start();
    const late = new Gate();
    const returned = new Gate();
    one.hooks.hook = async (call, send) => {
      const reply = await send();
      if (call.name === 'lease') await late.pass();
      if (call.name === 'release_lease') await returned.pass();
      return reply;
    };
    // The deadline ends, and the answer comes from the database.
    expect(await one.protocol.reader.read(readOf(new Row()))).toMatchObject({ value: 0, source: 'load' });
    await returned.reached;
    const [key] = one.hooks.calls.find(({ name }) => name === 'lease')!.keys;
    expect(await test_.lab.command(key!, 'EXISTS', key!)).toBe(0);
    for (const gate of [late, returned]) gate.open();
  });
});

onSingleServer((test_) => {
  test('H3: what was stored at once ends apart, so that no moment has to renew it all', async () => {
    const one = await test_.start({ deadlineMs: 5_000 });
    const row = new Row();
    const keys = Array.from({ length: 1_000 }, (_, n) => NAMES.entry(`entry ${n}`));
    await Promise.all(keys.map((key) => one.protocol.reader.read(readOf(row, { key, lifetime: { ttl: 100_000 } }))));
    await one.protocol.reader.settled();
    const ends = (await Promise.all(keys.map((key) => test_.lab.command(key, 'PTTL', key)))).map(Number);
    const started = Math.max(...ends);
    expect(started).toBeLessThanOrEqual(100_000);
    expect(Math.min(...ends)).toBeGreaterThan(80_000);
    // Ten moments of a second each: evenly, each would have a hundred.
    const moments = new Array(20).fill(0);
    for (const end of ends) moments[Math.min(19, Math.floor((started - end) / 1_000))] += 1;
    expect(Math.max(...moments)).toBeLessThan(150);
  });

  test('H3: some callers renew an entry before its time, the more the closer it is and the longer its load takes', async () => {
    const one = await test_.start({ jitter: 0, earlyFactor: 1 });
    let loads = 0;
    const load = async () => {
      loads += 1;
      await pause(200);
      return answer(loads);
    };
    const request = readOf({ load }, { lifetime: { ttl: 60_000 } });
    await one.protocol.reader.read(request);
    await one.protocol.reader.settled();
    // Far from its end nobody renews it.
    for (let n = 0; n < 50; n += 1) expect((await one.protocol.reader.read(request)).source).toBe('hit');
    expect(loads).toBe(1);
    // Close to its end somebody does, once, and all are given the entry.
    const near = jest.spyOn(Math, 'random').mockReturnValue(1e-200);
    try {
      const close = readOf({ load }, { key: NAMES.entry('close'), lifetime: { ttl: 50_000 } });
      await one.protocol.reader.read(close);
      await one.protocol.reader.settled();
      loads = 0;
      for (let n = 0; n < 10; n += 1) expect((await one.protocol.reader.read(close)).source).toBe('hit');
      await one.protocol.reader.settled();
      expect(loads).toBe(1);
    } finally {
      near.mockRestore();
    }
  });

  test('V7: an entry lives no longer than its time, and no shorter than that less the jitter', async () => {
    const one = await test_.start({ jitter: 0.25, deadlineMs: 5_000 });
    const row = new Row();
    const ends: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const key = NAMES.entry(`n ${n}`);
      await one.protocol.reader.read(readOf(row, { key, lifetime: { ttl: 100_000 } }));
      await one.protocol.reader.settled();
      ends.push(Number(await test_.lab.command(key, 'PTTL', key)));
    }
    expect(Math.max(...ends)).toBeLessThanOrEqual(100_000);
    // What passes between the command and its look is not the jitter.
    expect(Math.min(...ends)).toBeGreaterThan(75_000 - 1_000);
    expect(Math.max(...ends) - Math.min(...ends)).toBeGreaterThan(5_000);
  });

  test('V7: an empty answer has a time of its own', async () => {
    const one = await test_.start({ jitter: 0 });
    const load = async () => ({ ...answer(0), empty: true });
    await one.protocol.reader.read(readOf({ load }, { lifetime: { ttl: 100_000, emptyTtl: 5_000 } }));
    await one.protocol.reader.settled();
    expect(Number(await test_.lab.command('', 'PTTL', ROW_ENTRY))).toBeLessThanOrEqual(5_000);
  });

  test('V4: an answer of the largest size is stored, and one byte more is not', async () => {
    const one = await test_.start({ maxBytes: 1_000 });
    for (const size of [1_000, 1_001]) {
      const load = async () => ({ ...answer(size), payload: () => Buffer.alloc(size, '1') });
      const key = NAMES.entry(`size ${size}`);
      expect(await one.protocol.reader.read(readOf({ load }, { key }))).toEqual({ value: size, source: 'load' });
      await one.protocol.reader.settled();
      expect(await test_.lab.command('', 'EXISTS', key)).toBe(size === 1_000 ? 1 : 0);
    }
    expect(one.metrics.total(Metric.NOT_STORED, 'too-big')).toBe(1);
  });

  test.each([
    ['nothing', ''],
    ['foreign text', '{"json": true}'],
    ['another format', '\u0002\u0000\u0000\u0000'],
    ['a head without a body', '\u0001\u0000\u0000\u0004\u0000\u0000\u0000\u0000a|b|'],
  ])('V5: an entry that is %s is a miss, and is replaced', async (_, text) => {
    const one = await test_.start();
    const row = new Row();
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    await test_.lab.command('', 'SET', ROW_ENTRY, text);
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    await one.protocol.reader.settled();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'hit' });
  });

  test('V5: a damaged entry is a miss, counted, and is replaced', async () => {
    const one = await test_.start();
    const row = new Row();
    row.value = 12_345;
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    const length = Number(await test_.lab.command('', 'STRLEN', ROW_ENTRY));
    await test_.lab.command('', 'SETRANGE', ROW_ENTRY, `${length - 1}`, '9');
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 12_345, source: 'load' });
    expect(one.metrics.total(Metric.UNREADABLE)).toBeGreaterThan(0);
    await one.protocol.reader.settled();
    expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 12_345, source: 'hit' });
  });
});
