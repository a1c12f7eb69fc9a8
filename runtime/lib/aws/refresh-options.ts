/** What is told of a value that is fetched in the background. */
export interface RefreshReports {
  /** Told once when fetching begins to fail. @default - nothing is told */
  readonly onProblem?: (problem: Error) => void;
  /** Told once when fetching works again. @default - nothing is told */
  readonly onRecovered?: () => void;
}

export interface RefreshOptions<T> extends RefreshReports {
  /**
   * Fetches the value; `refused` says that the known one is wrong, so that nobody answers it from a cache.
   *
   * @param known the value that is in use
   */
  fetch(signal: AbortSignal, refused: boolean, known: T | undefined): Promise<T>;
  /** What is told of an attempt that failed. */
  problem(cause: unknown): Error;
  /** When to fetch anew, in milliseconds since the epoch. */
  dueAt(value: T, fetchedAt: number): number;
  /** When a value is of no use any more, in milliseconds since the epoch. @default - never, until it is refused */
  endsAt?(value: T): number;
  /** Whether two values are one. @default Object.is */
  readonly same?: (one: T, other: T) => boolean;
  /** Fetches when due although nobody asked for the value since the last time. @default false */
  readonly eager?: boolean;
  /** Timers may run; without them everything happens on use. @default - not in Lambda */
  readonly background?: boolean;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}
