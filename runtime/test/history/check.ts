import type { FaultEvent, HistoryEvent, ReadEvent, SchemaEvent, WriteEvent } from './history';
import { LATE_TABLES, QUESTIONS, stateOf } from './questions';
import type { Timeline } from './timeline';

/** How long what was lost may be seen, in milliseconds. */
export interface Limits {
  /** The longest life of an entry, with whatever a load takes on top. */
  readonly ttl: number;
  readonly intent: number;
  readonly uncertain: number;
}

export interface Violation {
  /**
   * - `acknowledged`: older than a write that was acknowledged before the read began.
   * - `seen`: older than what somebody had read before the read began.
   * - `impossible`: the database was never in a state that gives this answer.
   * - `schema`: the columns of before a change that was acknowledged.
   */
  readonly clause: 'acknowledged' | 'seen' | 'impossible' | 'schema';
  readonly read: ReadEvent;
  /** What the read should have seen at least. */
  readonly floor: Floor;
  /** The commit after which the answer was right, and the first commit that it misses. */
  readonly matches?: number;
  readonly missed?: number;
}

/** The state that reads have to have reached from a moment on, and why. */
export interface Floor {
  readonly k: number;
  readonly end: number;
  readonly because?: ReadEvent | WriteEvent;
}

/** Reads of one table may see less than `k` for a while: the promise has an exception here. */
interface Exception {
  readonly k: number;
  readonly tables: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** The clock of the database and that of the processes are one, but are read at different moments. */
const SLACK = 25;
const NOTHING: Floor = { k: -1, end: Number.NEGATIVE_INFINITY };

/** Decides whether a history keeps the promise. */
export function check(events: readonly HistoryEvent[], timeline: Timeline, limits: Limits): Violation[] {
  const reads = events.filter((event) => event.kind === 'read').sort((a, b) => a.start - b.start);
  const writes = events.filter((event) => event.kind === 'write');
  const exceptions = exceptionsOf(writes, faultsOf(events), timeline, limits);
  const floors = new Floors();
  for (const write of writes) acknowledge(write, timeline, floors);
  const violations: Violation[] = [];
  for (const read of reads) {
    const violation = checkRead(read, timeline, floors, exceptions);
    if (violation) violations.push(violation);
  }
  return [...violations, ...checkShapes(reads, events.filter((event) => event.kind === 'schema'))];
}

/** The commit of a write that was acknowledged; undefined if it changed nothing, or nobody knows. */
export function commitOf(write: WriteEvent, timeline: Timeline): number | undefined {
  const rows = write.deleted.map(([table, key, v]) => timeline.deletionOf(table, key, v));
  return timeline.commitOf(write.op) ?? rows.find((k) => k !== undefined);
}

function acknowledge(write: WriteEvent, timeline: Timeline, floors: Floors): void {
  if (write.outcome !== 'committed' || !write.settled) return;
  const k = commitOf(write, timeline);
  if (k !== undefined) floors.raise(timeline.tablesOf(k), { k, end: write.end, because: write });
}

function checkRead(
  read: ReadEvent,
  timeline: Timeline,
  floors: Floors,
  exceptions: Exceptions,
): Violation | undefined {
  const { tables, answer } = QUESTIONS[read.query]!;
  const given = JSON.stringify(read.rows);
  const matches = (k: number) => JSON.stringify(answer(stateOf(timeline, k), read.args)) === given;
  const floor = floors.at(tables, read.start);
  const lowest = exceptions.lower(tables, read, floor.k);
  const highest = Math.max(lowest, timeline.lastBy(read.end + SLACK));
  const seen = [lowest, ...timeline.changesBetween(tables, lowest, highest)].find(matches);
  if (seen !== undefined) {
    if (!tables.some((table) => LATE_TABLES.includes(table))) floors.raise(tables, { k: seen, end: read.end, because: read });
    return undefined;
  }
  const before = timeline.changesBetween(tables, -2, lowest - 1).reverse().find(matches) ?? (matches(-1) ? -1 : undefined);
  if (before === undefined) return { clause: 'impossible', read, floor };
  const [missed] = timeline.changesBetween(tables, before, lowest);
  const clause = floor.because?.kind === 'write' ? 'acknowledged' : 'seen';
  return { clause, read, floor, matches: before, missed };
}

/** A column that was added stands in every answer that begins later. */
function checkShapes(reads: readonly ReadEvent[], changes: readonly SchemaEvent[]): Violation[] {
  const added = changes.filter(({ sql }) => /ADD COLUMN/i.test(sql)).map(({ end }) => end);
  return reads.flatMap((read): Violation[] => {
    if (read.query !== 'wholeParent' || read.rows.length === 0) return [];
    const least = added.filter((end) => end < read.start).length;
    return read.extra < least ? [{ clause: 'schema', read, floor: NOTHING }] : [];
  });
}

/** What is known to be visible, by table, from which moment on. */
class Floors {
  private readonly steps = new Map<string, Floor[]>();

  public raise(tables: readonly string[], floor: Floor): void {
    for (const table of tables) {
      const steps = this.steps.get(table) ?? [];
      this.steps.set(table, steps);
      // Kept in the order of their ends, each higher than the one before.
      let index = steps.length;
      while (index > 0 && steps[index - 1]!.end > floor.end) index -= 1;
      if (index > 0 && steps[index - 1]!.k >= floor.k) continue;
      let covered = index;
      while (covered < steps.length && steps[covered]!.k <= floor.k) covered += 1;
      steps.splice(index, covered - index, floor);
    }
  }

  public at(tables: readonly string[], time: number): Floor {
    let highest = NOTHING;
    for (const table of tables) {
      const steps = this.steps.get(table) ?? [];
      for (let index = steps.length - 1; index >= 0; index -= 1) {
        if (steps[index]!.end >= time) continue;
        if (steps[index]!.k > highest.k) highest = steps[index]!;
        break;
      }
    }
    return highest;
  }
}

class Exceptions {
  private readonly slots = new Map<number, Exception[]>();

  public add(exception: Exception): void {
    for (let slot = slotOf(exception.from); slot <= slotOf(exception.until); slot += 1) {
      const all = this.slots.get(slot) ?? [];
      this.slots.set(slot, all);
      all.push(exception);
    }
  }

  /** How low a read may see. */
  public lower(tables: readonly string[], { start, end }: ReadEvent, floor: number): number {
    let lowest = floor;
    for (let slot = slotOf(start); slot <= slotOf(end); slot += 1) {
      for (const { k, from, until, tables: excepted } of this.slots.get(slot) ?? []) {
        if (k > lowest || from > end || until < start) continue;
        if (excepted.some((table) => tables.includes(table))) lowest = k - 1;
      }
    }
    return lowest;
  }
}

const slotOf = (time: number) => Math.floor(time / 200);

function exceptionsOf(
  writes: readonly WriteEvent[],
  faults: readonly FaultEvent[],
  timeline: Timeline,
  { ttl, intent, uncertain }: Limits,
): Exceptions {
  const exceptions = new Exceptions();
  const during = (from: number, until: number, kinds: readonly FaultEvent['loses'][]) =>
    faults.some(({ start, end, loses }) => kinds.includes(loses) && start <= until && end >= from);
  const known = new Set<number>();
  for (const write of writes) {
    const k = commitOf(write, timeline);
    if (k === undefined) continue;
    known.add(k);
    const late = timeline.tablesOf(k);
    const { start, announced, settled, outcome } = write;
    const end = outcome === 'unknown' ? write.end + uncertain : write.end;
    const add = (until: number) => exceptions.add({ k, tables: late, from: start, until });
    // Without its end, an announcement lasts until it expires; without both, entries do.
    const open = settled ? end : end + intent;
    if (!announced) add(settled && outcome !== 'unknown' ? end : end + Math.max(intent, ttl));
    if (during(start, open, ['announcements'])) add(settled && outcome !== 'unknown' ? end : open + ttl);
    if (during(start, open, ['acknowledged'])) add(open + ttl);
  }
  // Of writers that died nothing is known but what they committed.
  for (const [k, { at }] of timeline.commits.entries()) {
    if (known.has(k)) continue;
    if (!during(at - intent, at + intent, ['unreachable', 'announcements', 'acknowledged'])) continue;
    exceptions.add({ k, tables: timeline.tablesOf(k), from: at - intent, until: at + intent + ttl });
  }
  return exceptions;
}

function faultsOf(events: readonly HistoryEvent[]): FaultEvent[] {
  return events.filter((event) => event.kind === 'fault');
}
