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

interface Span {
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
  const acknowledged = new Map<number, number>();
  for (const write of writes) {
    const k = write.outcome === 'committed' && write.settled ? commitOf(write, timeline) : undefined;
    if (k === undefined) continue;
    acknowledged.set(k, write.end);
    floors.raise(timeline.tablesOf(k), { k, end: write.end, because: write });
  }
  const violations: Violation[] = [];
  for (const read of reads) {
    const violation = checkRead(read, timeline, floors, exceptions, acknowledged);
    if (violation) violations.push(violation);
  }
  return [
    ...violations,
    ...checkShapes(
      reads,
      events.filter((event) => event.kind === 'schema'),
    ),
  ];
}

/** The commit of a write that was acknowledged; undefined if it changed nothing, or nobody knows. */
export function commitOf(write: WriteEvent, timeline: Timeline): number | undefined {
  const rows = write.deleted.map(([table, key, v]) => timeline.deletionOf(table, key, v));
  return timeline.commitOf(write.op) ?? rows.find((k) => k !== undefined);
}

function checkRead(
  read: ReadEvent,
  timeline: Timeline,
  floors: Floors,
  exceptions: Exceptions,
  acknowledged: ReadonlyMap<number, number>,
): Violation | undefined {
  const { tables, answer } = QUESTIONS[read.query]!;
  const given = JSON.stringify(read.rows);
  const answerAt = (k: number) => JSON.stringify(answer(stateOf(timeline, k), read.args));
  const matches = (k: number) => answerAt(k) === given;
  const floor = floors.at(tables, read.start);
  const highest = Math.max(floor.k, timeline.lastBy(read.end + SLACK));
  const seen = [floor.k, ...timeline.changesBetween(tables, floor.k, highest)].find(matches);
  if (seen !== undefined) {
    if (!tables.some((table) => LATE_TABLES.includes(table))) {
      floors.raise(tables, { k: seen, end: read.end, because: read });
    }
    return undefined;
  }
  const before = [-1, ...timeline.changesBetween(tables, -1, floor.k)].reverse().find(matches);
  if (before === undefined) return { clause: 'impossible', read, floor };
  // An answer of before may be given if all that it misses is excepted.
  const missed = timeline.changesBetween(tables, before, floor.k).filter((k) => answerAt(k) !== answerAt(k - 1));
  const promised = missed.find((k) => !exceptions.has(k, read));
  if (promised === undefined) return undefined;
  const clause = (acknowledged.get(promised) ?? Infinity) < read.start ? 'acknowledged' : 'seen';
  return { clause, read, floor, matches: before, missed: promised };
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

/** Commits that a read may miss, each for a while. */
class Exceptions {
  private readonly spans = new Map<number, Span[]>();

  public add(k: number, from: number, until: number): void {
    const spans = this.spans.get(k) ?? [];
    this.spans.set(k, spans);
    spans.push({ from, until });
  }

  public has(k: number, { start, end }: ReadEvent): boolean {
    return (this.spans.get(k) ?? []).some(({ from, until }) => from <= end && start <= until);
  }
}

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
    const { start, announced, settled, outcome } = write;
    const end = outcome === 'unknown' ? write.end + uncertain : write.end;
    const add = (until: number) => exceptions.add(k, start, until);
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
    exceptions.add(k, at - intent, at + intent + ttl);
  }
  return exceptions;
}

function faultsOf(events: readonly HistoryEvent[]): FaultEvent[] {
  return events.filter((event) => event.kind === 'fault');
}
