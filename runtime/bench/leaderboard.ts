import { Redis } from 'ioredis';
import type { Leaderboard } from '../lib/boards/leaderboard';
import { CacheTier } from '../lib/tier/cache-tier';
import type { Arena } from './arena';
import { count, type Figure, type Findings, ratio } from './report';
import { median, spread } from './statistics';

const SMALL = 1_000;
const LARGE = 1_000_000;
const AT_ONCE = [1, 50] as const;
const CALLS = 4_000;
/** Calls of one contender before the other one has its turn: both meet the same machine. */
const TURN = 100;

/** One call for a member of a board. */
type Call = (member: string) => Promise<unknown>;
/** Microseconds for each call, at the median of the turns of a round. */
type Timed = { readonly [contender: string]: number };

/** A board, and the commands by which an application would do the same with plain ioredis. */
export async function leaderboard(arena: Arena): Promise<Findings> {
  const tier = CacheTier.fromLink({ endpoint: 'localhost', port: `${arena.cache.port}` });
  const redis = new Redis({ host: 'localhost', port: arena.cache.port });
  const rows: string[][] = [];
  const figures: Figure[] = [];
  try {
    for (const size of [SMALL, LARGE]) {
      for (const ties of ['member', 'first'] as const) {
        const board = tier.leaderboard(`${size}-${ties}`, { ties, mode: 'set', deadlineMs: 60_000 });
        await fill(board, size);
        const plain = `board:{${size}-member}:scores`;
        for (const [name, calls] of Object.entries(callsOf(board, redis, plain, size))) {
          for (const atOnce of AT_ONCE) {
            const { ratios, ours, theirs } = await rounds(arena, calls, size, atOnce);
            const spreadOf = ratio(spread(ratios));
            rows.push([name, count(size), ties, `${atOnce}`, spreadOf, ours.toFixed(1), theirs.toFixed(1)]);
            figures.push({
              name: `leaderboard, ${name}, ${count(size)} members, ties by ${ties}, ${atOnce} at once: time, to plain ioredis`,
              measured: `${spreadOf} ×`,
            });
          }
        }
      }
    }
    for (const ties of ['member', 'first'] as const) figures.push(await growth(arena, tier, ties));
    for (const ties of ['member', 'first']) {
      const keys = [`board:{${LARGE}-${ties}}:scores`, `board:{${LARGE}-${ties}}:first`];
      const bytes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 1_000)));
      const each = bytes.reduce((sum: number, one) => sum + (one ?? 0), 0) / LARGE;
      figures.push({ name: `leaderboard, bytes for a member, ties by ${ties}`, measured: each.toFixed(0) });
    }
  } finally {
    redis.disconnect();
    await tier.close();
  }
  return {
    tables: [
      {
        title: 'Leaderboard',
        note:
          'Time for a call in ratio to plain ioredis that does the same in pipelines (a submit: ZADD, ZREVRANK; around: ZREVRANK, ' +
          'then ZREVRANGE with scores, two round trips that are not one state), and microseconds. Members are chosen at random; ' +
          'the plain contender orders ties by member.',
        columns: ['call', 'members', 'ties', 'at once', 'ratio', 'µs', 'µs of ioredis'],
        rows,
      },
    ],
    figures,
  };
}

/** The same window in both boards, turn by turn: a machine that gets slower meanwhile would look like growth. */
export async function growth(arena: Arena, tier: CacheTier, ties: 'member' | 'first'): Promise<Figure> {
  const [large, small] = [LARGE, SMALL].map((size) => tier.leaderboard(`${size}-${ties}`, { ties }));
  const calls: [Call, Call] = [(member) => large!.around(member, 5), (member) => small!.around(member, 5)];
  const { ratios } = await rounds(arena, calls, SMALL, 1);
  const grown = spread(ratios);
  return {
    name: `leaderboard, around in ${count(LARGE)} members, to ${count(SMALL)}, ties by ${ties}`,
    measured: `${ratio(grown)} ×`,
    aim: '≤ 3 ×',
    met: grown.median <= 3,
  };
}

function callsOf(
  board: Leaderboard,
  redis: Redis,
  key: string,
  size: number,
): { readonly [name: string]: readonly [Call, Call] } {
  const score = () => Math.floor(Math.random() * size);
  return {
    'submit and rank': [
      (member) => board.submit(member, score()),
      (member) => redis.pipeline().zadd(key, score(), member).zrevrank(key, member).exec(),
    ],
    around: [
      (member) => board.around(member, 5),
      async (member) => {
        const rank = (await redis.zrevrank(key, member))!;
        const found = await redis.zrevrange(key, Math.max(0, rank - 5), rank + 5, 'WITHSCORES');
        return found.map((word, index) => (index % 2 === 0 ? word : Number(word)));
      },
    ],
  };
}

export async function fill(board: Leaderboard, size: number): Promise<void> {
  for (let from = 0; from < size; from += 5_000) {
    const count = Math.min(5_000, size - from);
    await board.submitAll(Array.from({ length: count }, (_, i) => [memberOf(from + i), ((from + i) * 7_919) % size]));
  }
}

async function rounds(arena: Arena, calls: readonly [Call, Call], size: number, atOnce: number) {
  const all: Timed[] = [];
  for (let round = 0; round <= arena.rounds; round += 1) {
    const times: [number[], number[]] = [[], []];
    for (let turn = 0; turn < (CALLS * arena.effort) / TURN; turn += 1) {
      for (const index of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        times[index].push(await timed(calls[index], size, atOnce));
      }
    }
    // The first round warms up.
    if (round > 0) all.push({ ours: median(times[0]), theirs: median(times[1]) });
  }
  const of = (name: string) => all.map((one) => one[name]!);
  return {
    ratios: all.map(({ ours, theirs }) => ours! / theirs!),
    ours: median(of('ours')),
    theirs: median(of('theirs')),
  };
}

/** Microseconds for each call of a turn. */
async function timed(call: Call, size: number, atOnce: number): Promise<number> {
  let left = TURN;
  const started = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await call(memberOf(Math.floor(Math.random() * size)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return ((performance.now() - started) * 1000) / TURN;
}

function memberOf(id: number): string {
  return `player-${id}`;
}
