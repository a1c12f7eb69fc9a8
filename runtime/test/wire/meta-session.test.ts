import { once } from 'node:events';
import type { MemcachedSession } from '../../lib/wire/memcached-session';
import { openMeta } from '../../lib/wire/meta-session';
import { startMemcached } from '../servers/memcached';
import { sessionContract } from './session-contract';
import { bytes, outcomes } from './wire-lab';

const STATS = 'STAT pid 7\r\nSTAT uptime 5\r\nSTAT time 105\r\nEND\r\n';

const lab = sessionContract({
  open: openMeta,
  options: { args: ['-m', '64'] },
  beginning: ['VERSION 1.6.18\r\n', `${STATS}MN\r\n`],
});
const { connect, replayed } = lab;

test('an empty value is no miss for those who ask for values alone', async () => {
  const session = await connect();
  await session.store('empty', Buffer.alloc(0), { seconds: 0 });
  expect(await session.value?.('empty')).toEqual(Buffer.alloc(0));
});

describe('replies that are cut', () => {
  test('at every byte, they are read as if they were whole', async () => {
    const reply =
      'VA 5 O0\r\na\r\nbc\r\nEN O1\r\nVA 0 c12 O2\r\n\r\nVA 3 c9 O3 X W\r\nold\r\nHD O4\r\nNS O5\r\nEX O6\r\nNF O7\r\n' +
      'TOUCHED\r\nVA 2 O8\r\n15\r\nSERVER_ERROR out of memory storing object\r\nMN\r\nSTAT pid 7\r\nSTAT rusage 1 2\r\nEND\r\n' +
      'VA 2 c4 O10 W\r\nxy\r\nVA 0 c5 O11 Z\r\n\r\n';
    const expected = [
      bytes('a\r\nbc'),
      undefined,
      [{ value: Buffer.alloc(0), cas: '12' }, undefined],
      'stored',
      'exists',
      'changed',
      'absent',
      true,
      15n,
      'ERR_CACHE_TIER_REPLY: node answered: SERVER_ERROR out of memory storing object',
      undefined,
      new Map([
        ['pid', '7'],
        ['rusage', '1 2'],
      ]),
      { value: bytes('xy'), cas: '4', won: true, stale: false, taken: false, found: true },
      { value: Buffer.alloc(0), cas: '5', won: false, stale: false, taken: true, found: false },
    ];
    const ask = (session: MemcachedSession) => [
      session.value!('a'),
      session.value!('b'),
      session.get(['c', 'd'], { cas: true }),
      session.store('e', bytes('v'), { seconds: 0 }),
      session.store('f', bytes('v'), { seconds: 0, mode: 'add' }),
      session.remove('g', { cas: '3' }),
      session.remove('h'),
      session.touch('i', 5),
      session.add('j', 5n),
      session.store('k', bytes('v'), { seconds: 0 }),
      session.ping(),
      session.stats(),
      session.lease!('l', { seconds: 5 }),
      session.lease!('m', { seconds: 5 }),
    ];
    for (let cut = 1; cut < reply.length; cut += 1) {
      const { socket, session } = await replayed();
      const asked = outcomes(ask(session));
      socket.push(bytes(reply.slice(0, cut)));
      socket.push(bytes(reply.slice(cut)));
      expect({ cut, results: await asked }).toEqual({ cut, results: expected });
    }
    const { socket, session } = await replayed();
    const asked = outcomes(ask(session));
    for (const byte of bytes(reply)) socket.push(Buffer.of(byte));
    expect(await asked).toEqual(expected);
  });

  test('the configuration of 300 nodes, which is one line, comes in many parts', async () => {
    const nodes = Array.from(
      { length: 300 },
      (_, node) => `a-cluster-with-a-name-of-50-letters.0${node}|10.0.0.1|11211`,
    );
    const lines = `CONFIG cluster 0 20000\r\n12\n${nodes.join(' ')}\n\r\nEND`;
    const { socket, session } = await replayed();
    const asked = session.configuration();
    for (let at = 0; at < lines.length; at += 1460) socket.push(lines.slice(at, at + 1460));
    socket.push('\r\n');
    expect(await asked).toBe(lines);
  });

  test('and no more comes: who waits is told when the socket is lost', async () => {
    const lost: Error[] = [];
    const { socket, session } = await replayed((reason) => lost.push(reason));
    const asked = outcomes([session.value!('a'), session.value!('b'), session.value!('c')]);
    socket.push('VA 1 O0\r\nx\r\nVA 5 O1\r\nab');
    socket.push(null);
    const message = 'ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: the server has closed the connection';
    expect(await asked).toEqual([bytes('x'), message, message]);
    expect(await outcomes([session.value!('d')])).toEqual([message]);
    expect(lost).toHaveLength(1);
  });
});

describe('replies that are not expected end the socket, and reach nobody', () => {
  const ONE = (session: MemcachedSession) => session.value!('a');
  test.each([
    ['of another turn', ONE, 'VA 1 O5\r\nx\r\n', 'a reply out of turn: VA with the opaque flag 5'],
    ['without their turn', ONE, 'VA 1\r\nx\r\n', 'a reply out of turn: VA with the opaque flag -1'],
    ['to another command', ONE, 'HD O0\r\n', 'a reply to another command: HD with the opaque flag 0'],
    ['of the old protocol', ONE, 'END\r\n', 'a reply out of turn: "END"'],
    ['with a value that is too long', ONE, 'VA 1 O0\r\nxyz\r\n', 'a value is longer than its size'],
    ['without a size', ONE, 'VA  O0\r\n', 'a value has no size'],
    ['of a size that cannot be', ONE, 'VA 99999999999 O0\r\n', 'a value is larger than any can be'],
    ['with a line that ends too early', ONE, 'EN\rO0\r\n', 'a line ends in the middle'],
    ['with a line that has no end', ONE, 'x'.repeat(300_000), 'a line has no end'],
    ['ERROR', ONE, 'ERROR\r\n', 'node answered: ERROR'],
    ['CLIENT_ERROR', ONE, 'CLIENT_ERROR bad data chunk\r\n', 'node answered: CLIENT_ERROR bad data chunk'],
    ['stats that are none', (session: MemcachedSession) => session.stats(), 'HD\r\n', 'a reply to another command: HD'],
  ])('%s', async (_, ask, reply, reason) => {
    const lost: string[] = [];
    const { socket, session } = await replayed(({ message }) => lost.push(message));
    const [first, second] = await Promise.all([outcomes([ask(session)]), outcomes([ONE(session)]), socket.push(reply)]);
    expect(lost).toEqual([expect.stringContaining(reason)]);
    expect(first[0]).toContain(reason);
    expect(second[0]).toMatch(/^ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: /);
    expect(socket.destroyed).toBe(true);
  });

  test('to nobody', async () => {
    const lost: string[] = [];
    const { socket } = await replayed(({ message }) => lost.push(message));
    socket.push('HD O0\r\n');
    await once(socket, 'close');
    expect(lost).toEqual(['node cannot be reached now: a reply that nobody asked for: HD with the opaque flag 0']);
  });
});

describe('errors of the server', () => {
  test('an item that is too large is refused, and what follows is in step', async () => {
    const session = await connect();
    const results = outcomes([
      session.store('before', bytes('1'), { seconds: 0 }),
      session.store('large', Buffer.alloc(2_000_000), { seconds: 0 }),
      session.get(['before', 'large']),
    ]);
    expect(await results).toEqual([
      'stored',
      'ERR_CACHE_TIER_REPLY: node answered: SERVER_ERROR object too large for cache',
      [{ value: bytes('1'), cas: '' }, undefined],
    ]);
  });

  test('out of memory without evictions: refused, and what follows is in step', async () => {
    const full = await startMemcached({ args: ['-m', '2', '-M'] });
    try {
      const session = await connect(undefined, full);
      const megabyte = Buffer.alloc(500_000);
      const keys = Array.from({ length: 20 }, (_, place) => `key${place}`);
      const results = await outcomes(keys.map((key) => session.store(key, megabyte, { seconds: 0 })));
      expect(new Set(results)).toEqual(
        new Set(['stored', 'ERR_CACHE_TIER_REPLY: node answered: SERVER_ERROR out of memory storing object']),
      );
      const items = await session.get(keys);
      expect(items.map((item) => (item ? 'stored' : 'none'))).toEqual(
        results.map((result) => (result === 'stored' ? 'stored' : 'none')),
      );
    } finally {
      await full.stop();
    }
  });

  test('what is no number cannot be counted, and what follows is in step', async () => {
    const session = await connect();
    await session.store('text', bytes('text'), { seconds: 0 });
    const results = await outcomes([session.add('text', 1n), session.value!('text')]);
    expect(results).toEqual([
      'ERR_CACHE_TIER_REPLY: node answered: CLIENT_ERROR cannot increment or decrement non-numeric value',
      bytes('text'),
    ]);
  });
});

describe('what is given up', () => {
  test('is rejected, and its late answer is not given to the next', async () => {
    const { socket, session } = await replayed();
    const asked = [session.value!('a'), session.get(['b', 'c'])];
    const late = outcomes(asked);
    expect(session.giveUp(Infinity, () => new Error('late'))).toBeUndefined();
    expect(await late).toEqual(['undefined: late', 'undefined: late']);
    const next = session.value!('d');
    socket.push('VA 1 O0\r\na\r\nVA 1 O1\r\nb\r\nEN O2\r\nVA 1 O3\r\nd\r\n');
    expect(await next).toEqual(bytes('d'));
  });

  test('is what was sent before a moment; the others wait', async () => {
    const { socket, session } = await replayed();
    const first = outcomes([session.value!('a')]);
    // The turn of the second one begins later.
    await new Promise((resolve) => setImmediate(resolve));
    const between = performance.now();
    const second = session.value!('b');
    expect(session.giveUp(between, () => new Error('late'))).toBeGreaterThanOrEqual(between);
    expect(await first).toEqual(['undefined: late']);
    socket.push('VA 1 O0\r\na\r\nVA 1 O1\r\nb\r\n');
    expect(await second).toEqual(bytes('b'));
  });

  test('a reason is not made if there is none to be told', async () => {
    const { session } = await replayed();
    const reason = jest.fn();
    expect(session.giveUp(Infinity, reason)).toBeUndefined();
    expect(reason).not.toHaveBeenCalled();
  });
});

test('the small differences of 1.6.12 are read: a miss without flags, and more spaces than one', async () => {
  const { socket, session } = await replayed();
  const asked = outcomes([session.value!('a'), session.add('b', 1n), session.remove('c'), session.value!('d')]);
  socket.push('EN\r\nNF  O1\r\nHD O2 \r\nVA 1 O3\r\nd\r\n');
  expect(await asked).toEqual([undefined, undefined, 'removed', bytes('d')]);
});

test('nothing waits for an answer without a limit', async () => {
  const { socket, session } = await replayed();
  const asked = outcomes(Array.from({ length: 65_537 }, () => session.ping()));
  socket.push('MN\r\n'.repeat(65_536));
  const results = await asked;
  expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
  expect(results.at(-1)).toMatch(/^ERR_CACHE_TIER_BUSY: node is given no more commands now: 65536 commands without /);
});

test('commands of one turn, of promise callbacks as well, are one write', async () => {
  const { socket, session } = await replayed();
  const asked: Promise<unknown>[] = [session.value!('a'), session.store('b', bytes('v'), { seconds: 100 })];
  asked.push(Promise.resolve().then(() => session.value!('c')));
  await new Promise((resolve) => setImmediate(resolve));
  socket.push('EN O0\r\nHD O1\r\nEN O2\r\n');
  expect(await Promise.all(asked)).toEqual([undefined, 'stored', undefined]);
  expect(socket.writes).toEqual(['mg a v O0\r\nms b 1 T100 O1\r\nv\r\nmg c v O2\r\n']);
});

describe('the beginning', () => {
  test.each([
    ['1.6.12', '1.6.12'],
    ['1.6.22-amzn', '1.6.22-amzn'],
    ['1.7', '1.7'],
    ['2.0.0_beta', '2.0.0_beta'],
    ['of a service', 'of a service'],
  ])('version %s is taken', async (given, version) => {
    const session = await lab.begin([`VERSION ${given}\r\n${STATS}MN\r\n`]).opening;
    expect([session.version, session.identity]).toEqual([version, '7-100']);
  });

  const OLD = 'speaks an older dialect of the meta commands; this client needs 1.6.12 or later';
  test.each([
    ['VERSION 1.6.6\r\n', `ERR_CACHE_TIER_VERSION: Memcached 1.6.6 ${OLD}`],
    ['VERSION 1.5.22\r\nERROR\r\n', `ERR_CACHE_TIER_VERSION: Memcached 1.5.22 ${OLD}`],
    [
      'VERSION 1.6.18\r\nEND\r\nMN\r\n',
      "ERR_CACHE_TIER_VERSION: the server does not say in 'stats' which process it is",
    ],
    ['CLIENT_ERROR unauthenticated\r\n', 'ERR_CACHE_TIER_REPLY: node answered: CLIENT_ERROR unauthenticated'],
    [
      'ERROR Too many open connections\r\n',
      'ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: a reply to another command: "ERROR Too many open connections"',
    ],
  ])('%j is refused', async (reply, message) => {
    expect(await outcomes([lab.begin([reply]).opening])).toEqual([message]);
  });
});

test('V7: the server counts the seconds that it was told', async () => {
  const session = await connect();
  const left = async () => Number(/t(\d+)/.exec(await lab.server.command('mg long t'))![1]);
  const days = 90 * 86_400;
  await session.store('long', bytes('v'), { seconds: days });
  expect(Math.abs((await left()) - days)).toBeLessThan(10);
  expect(await session.touch('long', 100)).toBe(true);
  expect(Math.abs((await left()) - 100)).toBeLessThan(10);
  expect(await session.getAndTouch('long', days)).toEqual(bytes('v'));
  expect(Math.abs((await left()) - days)).toBeLessThan(10);
});

test('M6: a lease and a stale value are no values for those who know nothing of them', async () => {
  const session = await connect();
  expect(await session.lease!('leased', { seconds: 30 })).toMatchObject({ won: true, found: false });
  expect(await session.value?.('leased')).toBeUndefined();
  expect(await session.lease!('leased', { seconds: 30 })).toMatchObject({ won: false, taken: true, found: false });
  await session.store('leased', bytes('v'), { seconds: 60 });
  expect(await session.markStale!('leased', 30)).toBe(true);
  expect(await session.get(['leased'])).toEqual([undefined]);
  expect(await session.lease!('leased', { seconds: 30 })).toMatchObject({ stale: true, found: true, taken: true });
  expect(await session.markStale!('none', 30)).toBe(false);
});
