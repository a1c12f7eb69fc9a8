import { startMemcached } from '../servers/memcached';
import { bytes, outcomes, useWireLab, type WireLab, type WireProtocol } from './wire-lab';

/** What a session does in either protocol. */
export function sessionContract(protocol: WireProtocol): WireLab {
  const lab = useWireLab(protocol);

  test('any bytes come back as they were, and none is not an empty value', async () => {
    const session = await lab.connect();
    const nasty = bytes('a\r\nVA 5 O0\r\nEN\r\n\0\x81\x80\xff');
    await session.store('nasty', nasty, { seconds: 0 });
    await session.store('empty', Buffer.alloc(0), { seconds: 0 });
    const items = await session.get(['nasty', 'none', 'empty', 'nasty']);
    expect(items.map((item) => item?.value)).toEqual([nasty, undefined, Buffer.alloc(0), nasty]);
    expect(await session.get(['none'])).toEqual([undefined]);
    expect(await session.get([])).toEqual([]);
  });

  test('a value of almost a megabyte comes back, among small ones', async () => {
    const session = await lab.connect();
    const large = Buffer.alloc(1_000_000, 'x');
    const [, , values] = await Promise.all([
      session.store('small', bytes('s'), { seconds: 0 }),
      session.store('large', large, { seconds: 0 }),
      session.get(['small', 'large', 'small', 'large']),
    ]);
    expect(values.map((item) => item?.value.length)).toEqual([1, 1_000_000, 1, 1_000_000]);
    expect(values[3]?.value.equals(large)).toBe(true);
  });

  test('a value that is kept keeps no more memory than its own', async () => {
    const session = await lab.connect();
    await session.store('kilobyte', Buffer.alloc(5000, 'x'), { seconds: 0 });
    const items = await session.get(Array.from({ length: 100 }, () => 'kilobyte'));
    expect(Math.max(...items.map((item) => item!.value.buffer.byteLength))).toBeLessThanOrEqual(2 * 5000);
  });

  test('modes, CAS numbers and times to live', async () => {
    const session = await lab.connect();
    const store = (mode: 'add' | 'replace' | 'append' | 'prepend', value: string) =>
      session.store('modes', bytes(value), { seconds: 60, mode });
    expect(await store('replace', 'no')).toBe('absent');
    expect(await store('append', 'no')).toBe('absent');
    expect(await store('add', 'b')).toBe('stored');
    expect(await store('add', 'no')).toBe('exists');
    expect(await store('append', 'c')).toBe('stored');
    expect(await store('prepend', 'a')).toBe('stored');
    const [item] = await session.get(['modes'], { cas: true });
    expect(item?.value.toString()).toBe('abc');
    const { cas } = item!;
    expect(await session.get(['modes', 'none'], { cas: true })).toEqual([item, undefined]);
    expect(await session.remove('modes', { cas: '1' })).toBe('changed');
    expect(await session.store('modes', bytes('d'), { seconds: 0, cas })).toBe('stored');
    expect(await session.store('modes', bytes('e'), { seconds: 0, cas })).toBe('exists');
    expect(await session.store('none', bytes('e'), { seconds: 0, cas })).toBe('absent');
    expect(await session.touch('modes', 100)).toBe(true);
    expect(await session.touch('none', 100)).toBe(false);
    expect(`${await session.getAndTouch('modes', 100)}`).toBe('d');
    expect(await session.getAndTouch('none', 100)).toBeUndefined();
    expect(await session.remove('modes')).toBe('removed');
    expect(await session.remove('modes')).toBe('absent');
    expect(await session.configuration()).toBeUndefined();
    await session.ping();
  });

  test('V7: more than 30 days are so many days, and not a day in 1970', async () => {
    const session = await lab.connect();
    const seconds = 90 * 86_400;
    await session.store('long', bytes('v'), { seconds });
    expect(await session.touch('long', seconds + 1)).toBe(true);
    expect(`${await session.getAndTouch('long', seconds)}`).toBe('v');
    expect(await session.add('longer', 1n, { initial: 7n, seconds })).toBe(7n);
    expect((await session.get(['long', 'longer'])).map((item) => item?.value.toString())).toEqual(['v', '7']);
  });

  test('numbers: made with their beginning, wrapped at 64 bits, never below 0', async () => {
    const session = await lab.connect();
    expect(await session.add('number', 5n)).toBeUndefined();
    expect(await session.add('number', 5n, { initial: 10n, seconds: 100 })).toBe(10n);
    expect(await session.add('number', 5n, { initial: 10n })).toBe(15n);
    expect(await session.add('number', -20n)).toBe(0n);
    expect(await session.add('number', 2n ** 64n - 1n)).toBe(2n ** 64n - 1n);
    expect(await session.add('number', 2n)).toBe(1n);
  });

  test('all items are removed at once', async () => {
    const session = await lab.connect();
    const flushed = [session.store('flushed', bytes('v'), { seconds: 0 }), session.flush()];
    const after = session.store('after', bytes('v'), { seconds: 0 });
    expect(await Promise.all([...flushed, after])).toEqual(['stored', undefined, 'stored']);
    expect((await session.get(['flushed', 'after'])).map((item) => item?.value.toString())).toEqual([undefined, 'v']);
  });

  test('the server says which process it is', async () => {
    const [first, second] = [await lab.connect(), await lab.connect()];
    const said = await first.stats();
    expect(first.version).toBe(said.get('version'));
    expect(first.identity).toBe(`${lab.server.pid}-${Number(said.get('time')) - Number(said.get('uptime'))}`);
    expect(second.identity).toBe(first.identity);
  });

  test('nothing waits for the network without a limit', async () => {
    const { socket, session } = await lab.replayed();
    // A server that reads nothing more.
    socket._write = () => undefined;
    socket._writev = () => undefined;
    const large = Buffer.alloc(20_000_000);
    const [, , third] = [1, 2, 3].map(() => outcomes([session.store('a', large, { seconds: 0 })]));
    expect((await third)?.[0]).toMatch(
      /^ERR_CACHE_TIER_BUSY: node is given no more commands now: 2 commands without an answer, 40\d+ bytes not sent$/,
    );
    // All that are refused in one go have one error: one for each would cost more than the commands.
    const reasons = await Promise.all([1, 2].map(() => session.ping().catch((error) => error)));
    expect(reasons[0]).toBe(reasons[1]);
  });

  test('a server that dies while it answers: what was not answered is rejected, and it is told once', async () => {
    const mortal = await startMemcached(protocol.options);
    try {
      const lost: Error[] = [];
      const session = await lab.connect((reason) => lost.push(reason), mortal);
      await session.store('large', Buffer.alloc(1_000_000), { seconds: 0 });
      const asked = Array.from({ length: 50 }, () => session.get(['large']).then(([item]) => item!.value.length));
      const results = outcomes(asked);
      await asked[0];
      await mortal.kill();
      expect((await results).at(-1)).toMatch(/^ERR_CACHE_TIER_UNREACHABLE: /);
      expect((await results).filter((result) => result !== 1_000_000 && !`${result}`.startsWith('ERR_'))).toEqual([]);
      expect(lost).toHaveLength(1);
    } finally {
      await mortal.stop();
    }
  });

  test('its beginning is given up when its signal says so', async () => {
    const abort = new AbortController();
    const { socket, opening } = lab.begin(protocol.beginning.slice(0, 1), { signal: abort.signal });
    const outcome = outcomes([opening]);
    abort.abort(new Error('too late'));
    expect(await outcome).toEqual(['ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: too late']);
    expect(socket.destroyed).toBe(true);
  });

  return lab;
}
