import type { BoardEntry } from '../../lib/boards/board-entry';
import type { LeaderboardOptions } from '../../lib/boards/board-options';
import type { Leaderboard } from '../../lib/boards/leaderboard';
import { CLIENTS, failure, useBoardLab, useCluster } from './board-lab';

const lab = useBoardLab();
const cluster = useCluster();
const board = (options?: LeaderboardOptions) => lab.tier().leaderboard('game', options);
const names = (entries: readonly BoardEntry[]) => entries.map(({ member }) => member).join('');
const ranks = (entries: readonly BoardEntry[]) => entries.map(({ rank }) => rank);

/** Members `a`, `b` and so on, by the scores 1, 2 and so on. */
async function filled(count: number, options?: LeaderboardOptions): Promise<Leaderboard> {
  const game = board(options);
  const letters = Array.from({ length: count }, (_, i) => [String.fromCharCode(97 + i), i + 1] as const);
  await game.submitAll(letters);
  return game;
}

test.each([
  { order: 'highest', ties: 'member', expected: 'ZzbaA' },
  { order: 'lowest', ties: 'member', expected: 'zAabZ' },
  { order: 'highest', ties: 'first', expected: 'ZzbAa' },
  { order: 'lowest', ties: 'first', expected: 'zbAaZ' },
] as const)('Z1: equal scores are in one order, $order first, by $ties', async ({ expected, ...options }) => {
  const game = board(options);
  const given = { b: 5, A: 5, a: 5, Z: 9, z: options.order === 'highest' ? 7 : 1 };
  for (const [member, score] of Object.entries(given)) await game.submit(member, score);
  const all = await game.top(10);
  expect(names(all)).toBe(expected);
  expect(ranks(all)).toEqual([1, 2, 3, 4, 5]);
  expect(await Promise.all(all.map(({ member }) => game.rank(member)))).toEqual([1, 2, 3, 4, 5]);
  expect([...(await game.page(0, 2)), ...(await game.page(2, 2)), ...(await game.page(4, 2))]).toEqual(all);
  expect(await game.around(all[2]!.member, 1)).toEqual(all.slice(1, 4));
  expect(await game.between({ min: 5, max: 5 })).toEqual(all.filter(({ score }) => score === 5));
});

test('Z1: who leaves a score and comes back has reached it anew; who submits the same again has not', async () => {
  const game = board({ ties: 'first', mode: 'set' });
  for (const member of ['a', 'b', 'c']) await game.submit(member, 5);
  await game.submit('a', 5);
  expect(names(await game.top())).toBe('abc');
  await game.submit('a', 6);
  expect(await game.submit('a', 5)).toEqual({ member: 'a', score: 5, rank: 3, previous: 6, changed: true });
  expect(names(await game.top())).toBe('bca');
  await game.submitAll([
    ['b', 6],
    ['b', 5],
  ]);
  expect(names(await game.top())).toBe('cab');
});

test('Z1: under concurrent submits whoever was answered before another one began is ahead', async () => {
  const tiers = [lab.tier(), lab.tier(), lab.tier({ client: 'node-redis' })];
  const boards = tiers.map((tier) => tier.leaderboard('game', { ties: 'first' }));
  const rounds = Array.from({ length: 5 }, (_, round) => Array.from({ length: 60 }, (_, i) => `${round}-${i}`));
  for (const members of rounds) await Promise.all(members.map((member, i) => boards[i % 3]!.submit(member, 7)));
  const all = await boards[0]!.top(300);
  expect(all).toHaveLength(300);
  expect(all.map(({ member }) => member[0])).toEqual(rounds.flatMap((members, round) => members.map(() => `${round}`)));
});

test('Z1: another tie rule or order for a board that has entries is refused', async () => {
  const plain = await filled(2);
  const first = board({ ties: 'first' });
  expect(await failure(first.top())).toMatchObject({
    name: 'KeptDataError',
    code: 'ERR_CACHE_TIER_BOARD',
    message: `the board "game" is kept with another 'ties', or a part of it was evicted or removed: give the option that it was made with, or call reset()`,
  });
  expect(await failure(first.submit('a', 1))).toMatchObject({ code: 'ERR_CACHE_TIER_BOARD' });
  await first.reset();
  await first.submit('a', 1);
  expect((await failure(plain.submit('a', 1))).message).toContain("another 'ties'");
  expect((await failure(board({ ties: 'first', order: 'lowest' }).size())).message).toContain("another 'order'");
});

test('Z2: a window around a member, at the edges, alone, and around nobody', async () => {
  const game = await filled(26);
  expect(names(await game.around('m', 2))).toBe('onmlk');
  expect(ranks(await game.around('m', 2))).toEqual([12, 13, 14, 15, 16]);
  expect(names(await game.around('z', 3))).toBe('zyxw');
  expect(names(await game.around('y', 3))).toBe('zyxwv');
  expect(names(await game.around('a', 3))).toBe('dcba');
  expect(await game.around('m', 0)).toEqual([{ member: 'm', score: 13, rank: 14 }]);
  expect(await game.around('m', 100)).toEqual(await game.top(26));
  expect(await game.around('nobody', 5)).toEqual([]);
  expect(await game.standing('nobody')).toBeUndefined();
  expect(await game.rank('nobody')).toBeUndefined();
});

test.each([2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '7', 7n])(
  'Z3: the score %p is refused before it is sent',
  async (score) => {
    const game = board();
    for (const mode of ['set', 'best', 'increment'] as const) {
      const error = await failure(game.submit('a', score as number, mode));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_CACHE_TIER_SCORE');
    }
    expect(await game.size()).toBe(0);
  },
);

test.each(['member', 'first'] as const)('Z3: what is exact comes back exactly, ties by %s', async (ties) => {
  const game = board({ ties, mode: 'set' });
  const scores = [9007199254740991, -9007199254740991, 9007199254740990, 0.1, 1 / 3, -0, 5e-324, 1e-7, -123456.789];
  const given = scores.map((score, i) => [`m${i}`, score] as const);
  const submitted = await game.submitAll(given);
  expect(submitted.map(({ score }) => score)).toEqual(scores.map((score) => score + 0));
  expect(await game.scores(given.map(([member]) => member))).toEqual(scores.map((score) => score + 0));
  expect((await game.top(2)).map(({ score }) => score)).toEqual([9007199254740991, 9007199254740990]);
});

test.each(['member', 'first'] as const)(
  'Z3: a sum that would not be exact changes nothing, ties by %s',
  async (ties) => {
    const game = board({ ties });
    await game.submitAll([
      ['full', Number.MAX_SAFE_INTEGER],
      ['other', 1],
      ['part', 0.5],
    ]);
    const before = [await game.top(), await lab.command('HGETALL', 'board:{game}:first')];
    const error = await failure(
      game.submitAll(
        [
          ['new', 1],
          ['other', 5],
          ['full', 1],
        ],
        'increment',
      ),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      'an increment of 1 would leave the range in which sums are exact, as "full" has 9007199254740991: nothing was changed, for no member',
    );
    expect((await failure(game.increment('part', 1))).message).toBe(
      'an increment of 1 would add to a fraction, as "part" has 0.5: nothing was changed, for no member',
    );
    expect((await failure(game.increment('other', 0.5))).message).toContain('an increment needs a whole number');
    expect([await game.top(), await lab.command('HGETALL', 'board:{game}:first')]).toEqual(before);
    expect(await game.increment('full', -1)).toMatchObject({ score: 9007199254740990, previous: 9007199254740991 });
  },
);

test.each(CLIENTS)(
  'Z5: by %s on a cluster, a board is in one slot, whatever its name, by the least rights',
  async (client) => {
    const tier = await lab.limited(client, cluster.current);
    const odd = ['game', '{}', '}{', '{a}b', '100%', 'a b\n', 'é😀', ':', '%7B'];
    for (const [i, name] of odd.entries()) {
      const game = tier.leaderboard(name, { ties: 'first', season: '{1}', ttl: '1h' });
      await game.submitAll([
        ['{x}', i],
        ['y', i],
      ]);
      expect(names(await game.top())).toBe('{x}y');
      expect(await game.rank('y')).toBe(2);
      await game.remove('y');
      expect(await game.around('{x}')).toEqual([{ member: '{x}', score: i, rank: 1 }]);
      expect(await game.between({ min: i })).toHaveLength(1);
    }
    const keys = (await cluster.current.everywhere('KEYS', '*')).flat() as string[];
    expect(keys).toHaveLength(odd.length * 2);
    await Promise.all(odd.map((name) => tier.leaderboard(name, { season: '{1}' }).reset()));
    expect((await cluster.current.everywhere('KEYS', '*')).flat()).toEqual([]);
  },
);

test.each(CLIENTS)('by %s with TLS, a user that has these rights alone does everything', async (client) => {
  const game = (await lab.limited(client)).leaderboard('game', { ttl: '1h' });
  expect(await game.submit('a', 0.1)).toEqual({ member: 'a', score: 0.1, rank: 1, previous: undefined, changed: true });
  expect(await game.increment('b')).toMatchObject({ score: 1, rank: 1, changed: true });
  expect(await game.increment('b', 9)).toMatchObject({ score: 10, rank: 1, previous: 1 });
  expect(await game.scores(['a', 'x', 'b'])).toEqual([0.1, undefined, 10]);
  expect(await game.score('a')).toBe(0.1);
  expect(await game.between({ max: 1 })).toEqual([{ member: 'a', score: 0.1, rank: 2 }]);
  expect(await game.remove(['a', 'x'])).toBe(1);
  expect(await game.size()).toBe(1);
  await game.reset();
  expect(await game.size()).toBe(0);
});

test('modes: best only improves, in both orders, and set replaces', async () => {
  const high = board();
  expect(await high.submit('a', 5)).toMatchObject({ score: 5, changed: true });
  expect(await high.submit('a', 4)).toEqual({ member: 'a', score: 5, rank: 1, previous: 5, changed: false });
  expect(await high.submit('a', 4, 'set')).toMatchObject({ score: 4, changed: true });
  const low = lab.tier().leaderboard('race', { order: 'lowest' });
  await low.submitAll([
    ['a', 5],
    ['a', 9],
    ['a', 3],
    ['b', 1],
  ]);
  expect(await low.top()).toEqual([
    { member: 'b', score: 1, rank: 1 },
    { member: 'a', score: 3, rank: 2 },
  ]);
});

test('a batch gives what has become of each score, in order, and the ranks after all of them', async () => {
  const game = board({ mode: 'increment', ties: 'first' });
  const many = Array.from({ length: 9_999 }, (_, i) => [`m${i % 3_333}`, 1] as const);
  const submitted = await game.submitAll(many);
  expect(submitted[0]).toEqual({ member: 'm0', score: 1, rank: 1, previous: undefined, changed: true });
  expect(submitted[9_998]).toEqual({ member: 'm3332', score: 3, rank: 3_333, previous: 2, changed: true });
  expect(await game.submitAll([])).toEqual([]);
  expect(await failure(game.submitAll([...many, ...many]))).toBeInstanceOf(RangeError);
});

test('between gives ranks of the whole board, with offset and limit', async () => {
  const game = await filled(10);
  expect(await game.between({ min: 3, max: 7, offset: 1, limit: 2 })).toEqual([
    { member: 'f', score: 6, rank: 5 },
    { member: 'e', score: 5, rank: 6 },
  ]);
  expect(names(await game.between({ min: Number.NEGATIVE_INFINITY, max: 2 }))).toBe('ba');
  expect(await game.between({ min: 8, max: 2 })).toEqual([]);
});

test.each([
  [() => board({ order: 'up' as 'lowest' }), '\'order\' needs to be one of highest, lowest, got "up"'],
  [() => board({ ties: 'none' as 'first' }), '\'ties\' needs to be one of member, first, got "none"'],
  [() => board({ season: '' }), '\'season\' needs a text of whole characters that is not empty, got ""'],
  [() => board({ deadlineMs: 0 }), "'deadlineMs' needs a number above 0, got 0"],
  [() => lab.tier().leaderboard(''), '\'name\' needs a text of whole characters that is not empty, got ""'],
])('an option that has no meaning is refused: %#', (make, message) => {
  expect(make).toThrow(new TypeError(message));
});

test.each([
  [(game: Leaderboard) => game.submit('', 1), '\'member\' needs a text of whole characters that is not empty, got ""'],
  [
    (game: Leaderboard) => game.submit('\ud800', 1),
    '\'member\' needs a text of whole characters that is not empty, got "\\ud800"',
  ],
  [
    (game: Leaderboard) => game.submit('a', 1, 'worst' as 'best'),
    '\'mode\' needs to be one of set, best, increment, got "worst"',
  ],
  [(game: Leaderboard) => game.top(0), "'count' needs a whole number from 1 to 10000, got 0"],
  [(game: Leaderboard) => game.top(10_001), "'count' needs a whole number from 1 to 10000, got 10001"],
  [(game: Leaderboard) => game.page(-1, 1), "'offset' needs a whole number from 0 to 9007199254740991, got -1"],
  [(game: Leaderboard) => game.around('a', 0.5), "'count' needs a whole number from 0 to 10000, got 0.5"],
  [(game: Leaderboard) => game.between({ min: Number.NaN }), "'min' needs a number, got NaN"],
])('an argument that has no meaning is refused: %#', async (call, message) => {
  expect((await failure(call(board()))).message).toBe(message);
});
