import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Opcode } from '../../lib/wire/binary-frame';
import { openBinary } from '../../lib/wire/binary-session';
import type { MemcachedSession } from '../../lib/wire/memcached-session';
import { sessionContract } from './session-contract';
import { bytes, outcomes } from './wire-lab';

const CREDENTIAL = { kind: 'sasl', user: 'app', password: 'one' } as const;

interface Answer {
  readonly status?: number;
  readonly cas?: bigint;
  readonly extras?: Buffer;
  readonly key?: string;
  readonly value?: Buffer | string;
}

function answer(opcode: Opcode, opaque: number, parts: Answer = {}): Buffer {
  const { status = 0, cas = 0n, extras = Buffer.alloc(0), key = '', value = '' } = parts;
  const head = Buffer.alloc(24);
  const body = Buffer.concat([extras, Buffer.from(key), Buffer.from(value as string)]);
  head[0] = 0x81;
  head[1] = opcode;
  head.writeUInt16BE(key.length, 2);
  head[4] = extras.length;
  head.writeUInt16BE(status, 6);
  head.writeUInt32BE(body.length, 8);
  head.writeUInt32BE(opaque, 12);
  head.writeBigUInt64BE(cas, 16);
  return Buffer.concat([head, body]);
}

const FLAGS = Buffer.alloc(4);
const item = (value: string, cas = 0n): Answer => ({ extras: FLAGS, value, cas });
const number = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return { value: bytes };
};

const stats = (opaque: number, entries: readonly string[]) =>
  Buffer.concat([
    ...entries.map((entry) => answer(Opcode.STAT, opaque, { key: entry.split(' ')[0], value: entry.split(' ')[1] })),
    answer(Opcode.STAT, opaque),
  ]);

const IDENTITY = ['pid 7', 'uptime 5', 'time 105'];
const BEGINNING = [
  answer(Opcode.SASL_AUTH, 0, { value: 'Authenticated' }),
  answer(Opcode.VERSION, 1, { value: '1.6.18' }),
  stats(2, IDENTITY),
];
/** The first opaque number after the beginning. */
const FIRST = 3;

const { connect, replayed, begin } = sessionContract({
  open: (socket, opening) => openBinary(socket, CREDENTIAL, opening),
  options: { args: ['-m', '64'], sasl: { app: 'one' } },
  beginning: BEGINNING,
});

test('it has no leases', async () => {
  const session = await connect();
  expect([session.lease, session.markStale]).toEqual([undefined, undefined]);
});

test('what is sent in one turn is one write', async () => {
  const { socket, session } = await replayed();
  const asked = [session.get(['a', 'b']), session.store('c', bytes('v'), { seconds: 7 })];
  await new Promise((resolve) => setImmediate(resolve));
  expect(socket.writes).toHaveLength(1);
  const hex = Buffer.from(socket.writes[0]!, 'latin1').toString('hex');
  expect(hex).toBe(
    `8009000100000000000000010000000300000000${'00'.repeat(4)}61` +
      `8009000100000000000000010000000400000000${'00'.repeat(4)}62` +
      `800a0000000000000000000000000005${'00'.repeat(8)}` +
      `80010001080000000000000a00000006${'00'.repeat(8)}000000000000000763` +
      '76',
  );
  socket.push(Buffer.concat([answer(Opcode.NO_OP, 5), answer(Opcode.SET, 6)]));
  expect(await Promise.all(asked)).toEqual([[undefined, undefined], 'stored']);
});
describe('answers that are cut', () => {
  const reply = (first: number) =>
    Buffer.concat([
      answer(Opcode.GET, first, item('a\r\nbc', 5n)),
      answer(Opcode.GET, first + 1, { status: 1, value: 'Not found' }),
      // Of keys of which there are none comes nothing.
      answer(Opcode.GET_QUIETLY, first + 3, item('', 12n)),
      answer(Opcode.GET_QUIETLY, first + 4, item('x', 13n)),
      answer(Opcode.NO_OP, first + 5),
      answer(Opcode.SET, first + 6, { cas: 3n }),
      answer(Opcode.ADD, first + 7, { status: 2, value: 'Data exists for key.' }),
      answer(Opcode.DELETE, first + 8, { status: 2, value: 'Data exists for key.' }),
      answer(Opcode.TOUCH, first + 9, { extras: FLAGS }),
      answer(Opcode.INCREMENT, first + 10, number(15n)),
      answer(Opcode.SET, first + 11, { status: 0x82, value: 'Out of memory' }),
      answer(Opcode.NO_OP, first + 12),
      stats(first + 13, ['pid 7', 'threads 4']),
    ]);
  const EXPECTED = [
    [{ value: bytes('a\r\nbc'), cas: '' }],
    [undefined],
    [undefined, { value: Buffer.alloc(0), cas: '12' }, { value: bytes('x'), cas: '13' }],
    'stored',
    'exists',
    'changed',
    true,
    15n,
    'ERR_CACHE_TIER_REPLY: node answered: Out of memory',
    undefined,
    new Map([
      ['pid', '7'],
      ['threads', '4'],
    ]),
  ];
  /** With the no-op behind the keys that are read together. */
  const REQUESTS = 14;
  const ask = (session: MemcachedSession) => [
    session.get(['a']),
    session.get(['b']),
    session.get(['c', 'd', 'e'], { cas: true }),
    session.store('f', bytes('v'), { seconds: 0 }),
    session.store('g', bytes('v'), { seconds: 0, mode: 'add' }),
    session.remove('h', { cas: '3' }),
    session.touch('i', 5),
    session.add('j', 5n),
    session.store('k', bytes('v'), { seconds: 0 }),
    session.ping(),
    session.stats(),
  ];

  test('at every byte, they are read as if they were whole', async () => {
    const { socket, session } = await replayed();
    const size = reply(0).length;
    for (let cut = 1; cut < size; cut += 1) {
      const whole = reply(FIRST + (cut - 1) * REQUESTS);
      const asked = outcomes(ask(session));
      socket.push(whole.subarray(0, cut));
      socket.push(whole.subarray(cut));
      const results = await asked;
      // Some hundred comparisons by `expect` take seconds.
      if (!isDeepStrictEqual(results, EXPECTED)) expect({ cut, results }).toEqual({ cut, results: EXPECTED });
    }
    const asked = outcomes(ask(session));
    for (const byte of reply(FIRST + (size - 1) * REQUESTS)) socket.push(Buffer.of(byte));
    expect(await asked).toEqual(EXPECTED);
  });

  test('and then silence: what has come is answered, the rest waits until it is given up', async () => {
    const { socket, session } = await replayed();
    const asked = [session.get(['a']), session.get(['b', 'c'])];
    const late = outcomes(asked);
    const second = answer(Opcode.GET_QUIETLY, 4, item('late'));
    socket.push(answer(Opcode.GET, 3, item('a')));
    socket.push(second.subarray(0, 20));
    expect(await asked[0]).toEqual([{ value: bytes('a'), cas: '' }]);
    expect(session.giveUp(Infinity, () => new Error('too late'))).toBeUndefined();
    expect((await late)[1]).toBe('undefined: too late');
    const next = session.get(['d']);
    // It comes after all, and is not given to the next.
    socket.push(second.subarray(20));
    socket.push(Buffer.concat([answer(Opcode.NO_OP, 6), answer(Opcode.GET, 7, item('d'))]));
    expect(await next).toEqual([{ value: bytes('d'), cas: '' }]);
  });

  test('and then the end: what has no answer is rejected', async () => {
    const lost: string[] = [];
    const { socket, session } = await replayed(({ message }) => lost.push(message));
    const asked = outcomes([session.get(['a']), session.get(['b'])]);
    socket.push(Buffer.concat([answer(Opcode.GET, 3, item('a')), answer(Opcode.GET, 4, item('b')).subarray(0, 26)]));
    socket.push(null);
    const reason = 'the server has closed the connection';
    expect(await asked).toEqual([
      [{ value: bytes('a'), cas: '' }],
      `ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: ${reason}`,
    ]);
    expect(lost).toEqual([`node cannot be reached now: ${reason}`]);
    expect(await outcomes([session.ping()])).toEqual([
      `ERR_CACHE_TIER_UNREACHABLE: node cannot be reached now: ${reason}`,
    ]);
  });
});

describe('answers that are none end the session', () => {
  const ONE = (session: MemcachedSession) => session.get(['a']);
  const MANY = (session: MemcachedSession) => session.get(['a', 'b']);
  const LONG = answer(Opcode.GET, FIRST);
  LONG.writeUInt32BE(2 ** 31, 8);
  const SHORT = answer(Opcode.GET, FIRST);
  SHORT[4] = 8;

  test.each([
    ['text', ONE, bytes('ERROR\r\n'), 'the server does not speak the binary protocol; does it run with -S?'],
    ['too long', ONE, LONG, 'an answer is larger than any can be'],
    ['shorter than its parts', ONE, SHORT, 'an answer is shorter than its parts'],
    ['to another command', ONE, answer(Opcode.SET, FIRST), 'an answer out of turn: opcode 1, status 0, opaque 3'],
    ['to the next command', ONE, answer(Opcode.GET, 4), 'an answer out of turn: opcode 0, status 0, opaque 4'],
    [
      'twice to one key',
      MANY,
      Buffer.concat([answer(Opcode.GET_QUIETLY, 3, item('a')), answer(Opcode.GET_QUIETLY, 3, item('a'))]),
      'an answer out of turn: opcode 9, status 0, opaque 3',
    ],
    [
      'to an earlier key',
      MANY,
      Buffer.concat([answer(Opcode.GET_QUIETLY, 4, item('b')), answer(Opcode.GET_QUIETLY, 3, item('a'))]),
      'an answer out of turn: opcode 9, status 0, opaque 3',
    ],
    [
      'a number that is none',
      (session: MemcachedSession) => session.add('n', 1n),
      answer(Opcode.INCREMENT, FIRST, { value: '5' }),
      'an answer that cannot be read: opcode 5, status 0, opaque 3',
    ],
  ])('%s', async (_, ask, reply, reason) => {
    const lost: string[] = [];
    const { socket, session } = await replayed(({ message }) => lost.push(message));
    const asked = outcomes([ask(session), session.ping()]);
    socket.push(reply);
    const message = `node cannot be reached now: ${reason}`;
    const outcome = `ERR_CACHE_TIER_UNREACHABLE: ${message}`;
    expect(await asked).toEqual([outcome, outcome]);
    expect(lost).toEqual([message]);
    expect(socket.destroyed).toBe(true);
  });

  test('to nobody', async () => {
    const lost: string[] = [];
    const { socket } = await replayed(({ message }) => lost.push(message));
    socket.push(answer(Opcode.GET, FIRST, item('a')));
    await once(socket, 'close');
    expect(lost).toEqual(['node cannot be reached now: an answer that nobody asked for: opcode 0, status 0, opaque 3']);
  });
});

describe('errors of the server', () => {
  test('an item that is too large, and what is no number: refused, and what follows is in step', async () => {
    const session = await connect();
    const results = outcomes([
      session.store('before', bytes('text'), { seconds: 0 }),
      session.store('large', Buffer.alloc(2_000_000), { seconds: 0 }),
      session.add('before', 1n),
      session.get(['before', 'large']),
    ]);
    expect(await results).toEqual([
      'stored',
      'ERR_CACHE_TIER_REPLY: node answered: Too large.',
      'ERR_CACHE_TIER_REPLY: node answered: Non-numeric server-side value for incr or decr',
      [{ value: bytes('text'), cas: '' }, undefined],
    ]);
  });

  test('an error to one of many keys rejects them all, and what follows is in step', async () => {
    const { socket, session } = await replayed();
    const asked = outcomes([session.get(['a', 'b']), session.get(['c'])]);
    const replies = [
      answer(Opcode.GET_QUIETLY, 3, { status: 0x82, value: 'Out of memory' }),
      answer(Opcode.GET_QUIETLY, 4, item('b')),
      answer(Opcode.NO_OP, 5),
      answer(Opcode.GET, 6, item('c')),
    ];
    for (const reply of replies) socket.push(reply);
    expect(await asked).toEqual([
      'ERR_CACHE_TIER_REPLY: node answered: Out of memory',
      [{ value: bytes('c'), cas: '' }],
    ]);
  });

  test('an error to stats ends them', async () => {
    const { socket, session } = await replayed();
    const asked = outcomes([session.stats(), session.ping()]);
    socket.push(answer(Opcode.STAT, 3, { status: 0x82 }));
    socket.push(answer(Opcode.NO_OP, 4));
    expect(await asked).toEqual(['ERR_CACHE_TIER_REPLY: node answered: status 130', undefined]);
  });
});

describe('the beginning', () => {
  test.each<[string, readonly Buffer[], string]>([
    [
      'a server without SASL',
      [answer(Opcode.SASL_AUTH, 0, { status: 0x81, value: 'Unknown command' })],
      'ERR_CACHE_TIER_VERSION: node has no SASL: it needs to run with -S',
    ],
    [
      'a server that wants another step',
      [answer(Opcode.SASL_AUTH, 0, { status: 0x21, value: 'more' })],
      'ERR_CACHE_TIER_REPLY: node answered: more',
    ],
    [
      'a server that does not say which process it is',
      [...BEGINNING.slice(0, 2), stats(2, ['threads 4'])],
      "ERR_CACHE_TIER_VERSION: the server does not say in 'stats' which process it is",
    ],
    [
      'a server that refuses stats',
      [...BEGINNING.slice(0, 2), answer(Opcode.STAT, 2, { status: 0x81, value: 'Unknown command' })],
      'ERR_CACHE_TIER_REPLY: node answered: Unknown command',
    ],
  ])('%s is refused', async (_, replies, message) => {
    const { socket, opening } = begin(replies);
    expect(await outcomes([opening])).toEqual([message]);
    expect(socket.destroyed).toBe(true);
  });
});
