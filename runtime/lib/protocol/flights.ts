/**
 * What callers of one process share of a load: the payload, made when somebody wants it. Each makes its own answer of
 * it. It gives undefined if the answer may not be shared.
 */
export type Share = () => Buffer | undefined;

/** Loads under way in this process. */
export class Flights {
  private readonly stamped = new Map<string, Promise<Share>>();
  private readonly turns = new Map<string, Turn>();

  /** The load under way for a key under the same stamps; the caller read those after it had started. */
  public find(flight: string): Promise<Share> | undefined {
    return this.stamped.get(flight);
  }

  /** Makes a load known to others while it is under way. */
  public async lead<R extends { readonly share: Share }>(flight: string, load: () => Promise<R>): Promise<R> {
    const running = load();
    const shared = running.then(({ share }) => share);
    // Without a joiner nobody else listens to its failure.
    shared.catch(() => undefined);
    this.stamped.set(flight, shared);
    try {
      return await running;
    } finally {
      if (this.stamped.get(flight) === shared) this.stamped.delete(flight);
    }
  }

  /**
   * One load at a time for a key, for callers that have no stamps to compare because the cache is away. Who comes during
   * a load shares the next one, never the running one: its snapshot may be older than the caller.
   */
  public inTurn(key: string, load: () => Promise<Share>): Promise<Share> {
    const turn = this.turns.get(key);
    if (!turn) return this.start(key, load);
    const next = () => this.start(key, load);
    turn.next ??= turn.running.then(next, next);
    return turn.next;
  }

  private start(key: string, load: () => Promise<Share>): Promise<Share> {
    // An answer that is there at once must not keep this process, read in a loop, from hearing that the cache is back.
    const turn: Turn = { running: Promise.all([load(), new Promise(setImmediate)]).then(([share]) => share) };
    this.turns.set(key, turn);
    const end = () => {
      if (!turn.next && this.turns.get(key) === turn) this.turns.delete(key);
    };
    turn.running.then(end, end);
    return turn.running;
  }
}

interface Turn {
  readonly running: Promise<Share>;
  next?: Promise<Share>;
}
