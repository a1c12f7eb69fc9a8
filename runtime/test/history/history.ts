/** Milliseconds on CLOCK_MONOTONIC, which is one clock for all processes of this machine. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One answer, as somebody got it. */
export interface ReadEvent {
  readonly kind: 'read';
  /** Who asked. */
  readonly who: string;
  /** The name of a query in `questions.ts`. */
  readonly query: string;
  readonly args: readonly number[];
  readonly start: number;
  readonly end: number;
  /** The columns of each row, in their order. */
  readonly rows: readonly (readonly unknown[])[];
  /** How many columns came beyond those: a table may get more. */
  readonly extra: number;
  /** How it was asked. */
  readonly how: string;
  /** What the tier counted on behalf of this read. */
  readonly counts: readonly string[];
}

/** One write, as far as its writer knows. */
export interface WriteEvent {
  readonly kind: 'write';
  readonly who: string;
  /** Stands in the column `v` of every row it wrote: no two writes have the same. */
  readonly op: number;
  readonly what: string;
  readonly start: number;
  readonly end: number;
  /** Unknown: its promise was rejected, and it may have been committed all the same. */
  readonly outcome: 'committed' | 'rolled back' | 'unknown';
  /** Whether the cache acknowledged its announcement, and its end. */
  readonly announced: boolean;
  readonly settled: boolean;
  /** Rows it deleted, by table, primary key and the `v` they had. */
  readonly deleted: readonly (readonly [table: string, key: string, v: number])[];
  readonly counts: readonly string[];
}

/** One change of the schema by a wrapped pool. */
export interface SchemaEvent {
  readonly kind: 'schema';
  readonly who: string;
  readonly sql: string;
  readonly start: number;
  readonly end: number;
}

/** Something was broken on purpose. */
export interface FaultEvent {
  readonly kind: 'fault';
  readonly what: string;
  readonly start: number;
  readonly end: number;
  /**
   * What the cache may have lost: nothing, announcements, or what it acknowledged as well. `unreachable` means that a
   * writer that died then may have announced nothing.
   */
  readonly loses: 'nothing' | 'unreachable' | 'announcements' | 'acknowledged';
}

export type HistoryEvent = ReadEvent | WriteEvent | SchemaEvent | FaultEvent;
