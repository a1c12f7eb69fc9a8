import fc from 'fast-check';
import type { BoardEntry } from '../../lib/boards/board-entry';
import type { SubmitMode } from '../../lib/boards/board-options';
import type { Leaderboard } from '../../lib/boards/leaderboard';
import { failure, useBoardLab } from './board-lab';

const lab = useBoardLab();

/** A board as a list: who is ahead is found by comparing each with each. */
class Model {
  private rows: { member: string; score: number; at: number }[] = [];
  private clock = 0;

  public constructor(
    private readonly order: 'highest' | 'lowest',
    private readonly ties: 'member' | 'first',
  ) {}

  public submit(member: string, score: number, mode: SubmitMode): boolean {
    const row = this.rows.find((one) => one.member === member);
    const better = row && (this.order === 'highest' ? score > row.score : score < row.score);
    const next =
      mode === 'increment' ? (row?.score ?? 0) + score : mode === 'best' && row && !better ? row.score : score;
    if (!Number.isSafeInteger(next) && (mode === 'increment' || Math.abs(next) > Number.MAX_SAFE_INTEGER)) return false;
    this.clock += 1;
    if (!row) this.rows.push({ member, score: next, at: this.clock });
    else if (row.score !== next) Object.assign(row, { score: next, at: this.clock });
    return true;
  }

  public remove(member: string): number {
    const { length } = this.rows;
    this.rows = this.rows.filter((row) => row.member !== member);
    return length - this.rows.length;
  }

  public all(): BoardEntry[] {
    const sign = this.order === 'highest' ? -1 : 1;
    const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    const sorted = [...this.rows].sort(
      (a, b) => sign * (a.score - b.score) || (this.ties === 'first' ? a.at - b.at : sign * bytes(a.member, b.member)),
    );
    return sorted.map(({ member, score }, index) => ({ member, score, rank: index + 1 }));
  }
}

const MEMBERS = ['a', 'b', 'B', 'é', '😀', '\uffff', ' ', '0000000000000001a', 'ab', '{c}'];
const member = fc.constantFrom(...MEMBERS);
const score = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER) },
);
const mode = fc.constantFrom<SubmitMode>('set', 'best', 'increment');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('submit' as const), member, score, mode }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), member }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('around' as const), member, count: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('page' as const),
      offset: fc.nat(8),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('between' as const), min: score, max: score }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      batch: fc.array(fc.tuple(member, fc.integer({ min: -2, max: 2 })), { maxLength: 6 }),
      mode,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function check(board: Leaderboard, model: Model, one: Step): Promise<void> {
  const before = model.all();
  const rankOf = (name: string) => model.all().find((entry) => entry.member === name)?.rank;
  switch (one.kind) {
    case 'submit': {
      if (!model.submit(one.member, one.score, one.mode)) {
        expect(await failure(board.submit(one.member, one.score, one.mode))).toBeInstanceOf(RangeError);
        break;
      }
      const after = model.all().find((entry) => entry.member === one.member)!;
      const previous = before.find((entry) => entry.member === one.member)?.score;
      expect(await board.submit(one.member, one.score, one.mode)).toEqual({
        ...after,
        previous,
        changed: previous !== after.score,
      });
      break;
    }
    case 'batch': {
      // Sums near the limit may be refused, as a whole: that is tested elsewhere.
      if (one.mode === 'increment' && before.some((entry) => Math.abs(entry.score) > 1e9)) break;
      for (const [name, value] of one.batch) model.submit(name, value, one.mode);
      const submitted = await board.submitAll(one.batch, one.mode);
      expect(submitted.map(({ rank }) => rank)).toEqual(one.batch.map(([name]) => rankOf(name)));
      break;
    }
    case 'remove':
      expect(await board.remove(one.member)).toBe(model.remove(one.member));
      break;
    case 'around': {
      const rank = rankOf(one.member);
      const expected = rank ? before.slice(Math.max(0, rank - 1 - one.count), rank + one.count) : [];
      expect(await board.around(one.member, one.count)).toEqual(expected);
      break;
    }
    case 'page':
      expect(await board.page(one.offset, one.count)).toEqual(before.slice(one.offset, one.offset + one.count));
      break;
    case 'between':
      expect(await board.between(one)).toEqual(
        before.filter((entry) => entry.score >= one.min && entry.score <= one.max),
      );
      break;
  }
  expect(await board.top(20)).toEqual(model.all());
}

test.each([
  ['highest', 'member'],
  ['highest', 'first'],
  ['lowest', 'member'],
  ['lowest', 'first'],
] as const)(
  'Z1: it is what a plain list would be, in every order of calls: %s first, ties by %s',
  async (order, ties) => {
    const tier = lab.tier();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        run += 1;
        const board = tier.leaderboard(`model-${run}`, { order, ties });
        const model = new Model(order, ties);
        for (const one of steps) await check(board, model, one);
        expect(await board.size()).toBe(model.all().length);
      }),
      { numRuns: 40 },
    );
  },
);
