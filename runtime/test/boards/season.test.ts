import { KeptData } from '../../lib/boards/kept-data';
import { Leaderboard } from '../../lib/boards/leaderboard';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import { until } from '../tier/tier-lab';
import { useBoardLab } from './board-lab';

const lab = useBoardLab();
const MINUTE = 60_000;
const ends = (...keys: string[]) => Promise.all(keys.map((key) => lab.command('PEXPIRETIME', key).then(Number)));
const left = async (key: string) => Number(await lab.command('PTTL', key));

test.each(['member', 'first'] as const)('seasons are boards of their own, ties by %s', async (ties) => {
  const tier = lab.tier();
  const november = tier.leaderboard('game', { season: '2026-11', ties });
  const december = tier.leaderboard('game', { season: '2026-12', ties });
  const all = tier.leaderboard('game', { ties });
  await november.submit('a', 1);
  await december.submit('a', 2);
  await all.submit('a', 3);
  expect(await Promise.all([november, december, all].map((board) => board.score('a')))).toEqual([1, 2, 3]);
  await november.reset();
  expect(await Promise.all([november, december, all].map((board) => board.score('a')))).toEqual([undefined, 2, 3]);
});

test('the end is set when the season begins, the same for both keys, and later submits do not move it', async () => {
  const game = lab.tier().leaderboard('game', { ttl: '10m', ties: 'first' });
  const began = Date.now();
  await game.submit('a', 1);
  const [scores, first] = await ends('board:{game}:scores', 'board:{game}:first');
  expect(scores).toBe(first);
  expect(scores! - began - 10 * MINUTE).toBeGreaterThanOrEqual(0);
  expect(scores! - Date.now() - 10 * MINUTE).toBeLessThanOrEqual(0);
  await until('the clock goes on', () => Date.now() > began + 5);
  for (const score of [2, 3]) await game.submit('a', score);
  await game.submitAll([
    ['b', 1],
    ['a', 9],
  ]);
  await game.remove('b');
  expect(await ends('board:{game}:scores', 'board:{game}:first')).toEqual([scores, first]);
});

test('an empty board has no keys, and its next member begins a season', async () => {
  const game = lab.tier().leaderboard('game', { ttl: '10m', ties: 'first' });
  await game.submit('a', 1);
  await lab.command('PEXPIRE', 'board:{game}:scores', '5000');
  expect(await game.remove('a')).toBe(1);
  expect(await lab.command('KEYS', '*')).toEqual([]);
  await game.submit('a', 1);
  expect(await left('board:{game}:scores')).toBeGreaterThan(9 * MINUTE);
});

test('with renew every submit begins the time anew', async () => {
  const game = lab.tier().leaderboard('game', { ttl: '10m', ties: 'first', renew: true });
  await game.submit('a', 1);
  for (const key of ['board:{game}:scores', 'board:{game}:first']) await lab.command('PEXPIRE', key, '1000');
  await game.submit('a', 1);
  expect(await left('board:{game}:scores')).toBeGreaterThan(9 * MINUTE);
  expect(new Set(await ends('board:{game}:scores', 'board:{game}:first')).size).toBe(1);
});

test('a board that has no end yet gets one by the first submit that knows of it', async () => {
  await lab.tier().leaderboard('game').submit('a', 1);
  expect(await left('board:{game}:scores')).toBe(-1);
  await lab.tier().leaderboard('game', { ttl: '10m' }).submit('a', 1);
  expect(await left('board:{game}:scores')).toBeGreaterThan(9 * MINUTE);
});

test('at its end the board is gone as a whole, and the next submit begins another one', async () => {
  const game = lab.tier().leaderboard('game', { ttl: '150ms', ties: 'first' });
  await game.submitAll([
    ['a', 1],
    ['b', 2],
  ]);
  await until('the season ends', async () => (await game.size()) === 0);
  expect(await game.top()).toEqual([]);
  expect(await lab.command('EXISTS', 'board:{game}:scores', 'board:{game}:first')).toBe(0);
  expect(await game.submit('b', 1)).toMatchObject({ rank: 1, previous: undefined });
});

test.each([
  ['the cap of the link', { ttl: '90d' }, { 'max-ttl': '600' }, 10],
  ['the cap of the link, where nothing is said', {}, { 'max-ttl': '600' }, 10],
  ['the time of the link, where nothing is said', {}, { ttl: '300', 'max-ttl': '600' }, 5],
  ['what is said, within the cap', { ttl: '2m' }, { ttl: '300', 'max-ttl': '600' }, 2],
] as const)('%s counts', async (_, options, more, minutes) => {
  const tier = lab.tier({}, { ...lab.link, ...more });
  await tier.leaderboard('game', options).submit('a', 1);
  await tier.set('online', options).add('a');
  for (const key of ['board:{game}:scores', 'set:{online}:members']) {
    expect(await left(key)).toBeLessThanOrEqual(minutes * MINUTE);
    expect(await left(key)).toBeGreaterThan((minutes - 1) * MINUTE);
  }
});

test('keys begin with the prefix of the link, and a board and a set of one name are apart', async () => {
  const tier = lab.tier({}, { ...lab.link, 'key-prefix': 'shop:' });
  await tier.leaderboard('x', { season: 's' }).submit('a', 1);
  await tier.set('x').add('a');
  await tier.set('scores', { group: 'x' }).add('a');
  expect(((await lab.command('KEYS', '*')) as string[]).sort()).toEqual([
    'shop:{x}:members',
    'shop:{x}:members:scores',
    'shop:{x}:scores:s',
  ]);
});

test('what the link says counts from when it is known', async () => {
  const driver = ioredisDriver({ host: '127.0.0.1', port: lab.redis.port, clusterMode: false });
  let known: { [field: string]: string } = {};
  const metrics = { count: () => undefined } as unknown as ConstructorParameters<typeof KeptData>[0]['metrics'];
  const game = new Leaderboard(new KeptData({ driver, field: (name) => known[name], metrics }), 'game');
  await game.submit('a', 1);
  known = { 'key-prefix': 'late:', 'max-ttl': '60' };
  await game.submit('a', 1);
  expect(((await lab.command('KEYS', '*')) as string[]).sort()).toEqual(['board:{game}:scores', 'late:{game}:scores']);
  expect(await left('late:{game}:scores')).toBeGreaterThan(0);
  await driver.close();
});
