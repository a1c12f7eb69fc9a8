import fc from 'fast-check';
import type { MemberSet } from '../../lib/boards/member-set';
import { CLIENTS, failure, useBoardLab, useCluster } from './board-lab';

const lab = useBoardLab();
const cluster = useCluster();
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
const sorted = (members: readonly string[]) => [...members].sort();

test.each(CLIENTS)(
  'by %s on a cluster, by the least rights: members, pages, chance and algebra of a group',
  async (client) => {
    const tier = await lab.limited(client, cluster.current);
    const [a, b, c] = ['a', '{b}', 'c:'].map((name) => tier.set(name, { group: 'g', ttl: '1h' })) as [
      MemberSet,
      MemberSet,
      MemberSet,
    ];
    expect(await a.add(['1', '2', '3', '4'])).toBe(4);
    expect(await a.add('4')).toBe(0);
    await b.add(['3', '4', '5']);
    await c.add(['4', '5', '6']);
    expect(await a.has('1')).toBe(true);
    expect(await a.hasMany(['5', '1', 'x'])).toEqual([false, true, false]);
    expect(await a.size()).toBe(4);
    const all = await a.members();
    expect({ ...all, members: sorted(all.members) }).toEqual({ members: ['1', '2', '3', '4'], size: 4 });
    expect(sorted((await a.page()).members)).toEqual(['1', '2', '3', '4']);
    expect(['1', '2', '3', '4']).toContain((await a.random())[0]);
    expect(sorted(await a.random(9))).toEqual(['1', '2', '3', '4']);
    const union = await a.union([b, c]);
    expect({ ...union, members: sorted(union.members) }).toEqual({ members: ['1', '2', '3', '4', '5', '6'], size: 6 });
    expect(await a.intersection([b, c])).toEqual({ members: ['4'], size: 1 });
    const difference = await a.difference([b, c]);
    expect({ ...difference, members: sorted(difference.members) }).toEqual({ members: ['1', '2'], size: 2 });
    expect([await a.unionSize([b, c]), await a.intersectionSize([b]), await a.differenceSize([b])]).toEqual([6, 2, 2]);
    expect(await a.remove(['1', 'x'])).toBe(1);
    for (const set of [a, b, c]) await set.clear();
    expect((await cluster.current.everywhere('KEYS', 'set:*')).flat()).toEqual([]);
  },
);

test('in a cluster, sets of different slots are refused before anything is sent', async () => {
  const tier = await lab.limited('ioredis', cluster.current);
  await tier.set('a').size();
  for (const question of [tier.set('a').union([tier.set('b')]), tier.set('a').intersectionSize([tier.set('b')])]) {
    expect(await failure(question)).toMatchObject({
      name: 'KeptDataError',
      code: 'ERR_CACHE_TIER_SLOT',
      message: `the sets "a", "b" lie in different slots of the cluster: give all of them the same 'group'`,
    });
  }
  expect(await failure(tier.set('a').union([lab.tier().set('b')]))).toEqual(
    new TypeError("'others' needs sets of the same tier"),
  );
});

test('nothing is unbounded: a limit cuts what is given, and the size says so', async () => {
  const tier = lab.tier();
  const [a, b] = [tier.set('a'), tier.set('b')];
  await a.add(numbers(1, 3_000));
  await b.add(numbers(2_001, 5_000));
  const some = await a.members();
  expect(some.size).toBe(3_000);
  expect(new Set(some.members).size).toBe(1_000);
  expect((await a.members({ limit: 10 })).members).toHaveLength(10);
  const union = await a.union([b], { limit: 7 });
  expect(union.members).toHaveLength(7);
  expect(union.size).toBe(5_000);
  expect(await a.union([b], { most: 6_000 })).toMatchObject({ size: 5_000 });
  expect(await failure(a.unionSize([b], { most: 5_999 }))).toMatchObject({
    code: 'ERR_CACHE_TIER_TOO_MANY',
    message: `the server would have to look at 6000 members, and 'most' is 5999: it answers nobody else meanwhile`,
  });
  expect(await a.intersectionSize([b])).toBe(1_000);
  await tier.set('few').add('2500');
  expect(await a.intersection([b, tier.set('few')], { most: 3 })).toEqual({ members: ['2500'], size: 1 });
  expect(await failure(a.members({ limit: 10_001 }))).toBeInstanceOf(RangeError);
  expect(await failure(a.add(numbers(1, 10_001)))).toEqual(
    new RangeError("'members' needs at most 10000 at once, got 10001; give them in several calls"),
  );
});

test('pages give every member of a large set', async () => {
  const set = lab.tier().set('large');
  await set.add(numbers(1, 10_000));
  const seen = new Set<string>();
  let pages = 0;
  for (let cursor: string | undefined = '0'; cursor !== undefined; pages += 1) {
    const page = await set.page(cursor, 500);
    for (const member of page.members) seen.add(member);
    cursor = page.cursor;
  }
  expect(seen.size).toBe(10_000);
  expect(pages).toBeGreaterThan(10);
  expect(await failure((async () => set.page('1; x'))())).toBeInstanceOf(TypeError);
});

test('a user without SINTERCARD, as before version 7, counts by another command', async () => {
  await lab.limited('ioredis');
  await lab.command('ACL', 'SETUSER', 'limited', '-sintercard');
  const tier = lab.tier(
    { readSecret: async () => 'limited-password' },
    { ...lab.link, auth: 'password', user: 'limited', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' },
  );
  await tier.set('a').add(['1', '2']);
  await tier.set('b').add(['2', '3']);
  expect(await tier.set('a').intersectionSize([tier.set('b')])).toBe(1);
});

test('the end of a set is that of its first member, or begins anew', async () => {
  const tier = lab.tier();
  const fixed = tier.set('fixed', { ttl: '10m' });
  const renewed = tier.set('renewed', { ttl: '10m', renew: true });
  for (const set of [fixed, renewed]) await set.add('a');
  for (const name of ['fixed', 'renewed']) await lab.command('PEXPIRE', `set:{${name}}:members`, '5000');
  for (const set of [fixed, renewed]) await set.add('a');
  expect(Number(await lab.command('PTTL', 'set:{fixed}:members'))).toBeLessThanOrEqual(5_000);
  expect(Number(await lab.command('PTTL', 'set:{renewed}:members'))).toBeGreaterThan(500_000);
});

const members = fc.uniqueArray(
  fc.constantFrom('a', 'b', 'é', '', '1', '01', '😀').filter((one) => one !== ''),
  { maxLength: 6 },
);

test('algebra is that of plain sets', async () => {
  const tier = lab.tier();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(members, { minLength: 1, maxLength: 4 }), async (lists) => {
      run += 1;
      const sets = lists.map((_, i) => tier.set(`${run}-${i}`));
      await Promise.all(sets.map((set, i) => set.add(lists[i]!)));
      const [first, ...others] = sets as [MemberSet, ...MemberSet[]];
      const [own, ...rest] = lists as [string[], ...string[][]];
      const expected = {
        union: [...new Set(lists.flat())],
        intersection: own.filter((one) => rest.every((list) => list.includes(one))),
        difference: own.filter((one) => !rest.some((list) => list.includes(one))),
      };
      for (const kind of ['union', 'intersection', 'difference'] as const) {
        const found = await first[kind](others);
        expect(sorted(found.members)).toEqual(sorted(expected[kind]));
        expect(found.size).toBe(expected[kind].length);
        expect(await first[`${kind}Size`](others)).toBe(expected[kind].length);
      }
    }),
    { numRuns: 40 },
  );
});
