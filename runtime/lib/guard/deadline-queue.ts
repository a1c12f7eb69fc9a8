import { performance } from 'node:perf_hooks';

/** Somebody who waits for a reply. */
export interface Waiting {
  readonly due: number;
  readonly late: () => void;
}

/**
 * Deadlines of one length, by one timer. A timer for each command costs as much as the command: it is armed and disarmed,
 * and the event loop sleeps with another limit each time.
 */
export class DeadlineQueue {
  /** In the order in which they are due. */
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private expected = 0;
  private ended = false;

  /** @param ms how long everybody waits, in milliseconds */
  public constructor(private readonly ms: number) {}

  /** Calls `late` when the time is up, unless it is called off by `stop`. */
  public start(late: () => void): Waiting {
    const waiting = { due: performance.now() + this.ms, late };
    this.waiting.add(waiting);
    if (this.timer === undefined) this.arm(this.ms);
    return waiting;
  }

  public stop(waiting: Waiting): void {
    this.waiting.delete(waiting);
  }

  /** Nobody is told any more. */
  public end(): void {
    this.ended = true;
    this.waiting.clear();
    clearTimeout(this.timer);
  }

  private arm(ms: number): void {
    if (this.ended) return;
    this.expected = performance.now() + ms;
    // The socket that a reply is awaited from keeps the process alive, not this.
    this.timer = setTimeout(this.expire, ms).unref();
  }

  private readonly expire = (): void => {
    const now = performance.now();
    const [first] = this.waiting;
    if (first === undefined) {
      this.timer = undefined;
      return;
    }
    if (first.due > now) {
      this.arm(Math.ceil(first.due - now));
      return;
    }
    // A reply that has arrived counts, even if this process was too busy to read it: the sockets are read once more. A
    // timer that fires late says that the event loop stalled: what came meanwhile may need a second round, by TLS.
    this.read(now - this.expected > this.ms ? 3 : 2, now);
  };

  private readonly read = (rounds: number, until: number): void => {
    if (rounds > 0) {
      setImmediate(this.read, rounds - 1, until);
      return;
    }
    for (const waiting of this.waiting) {
      if (waiting.due > until) break;
      this.waiting.delete(waiting);
      waiting.late();
    }
    const [next] = this.waiting;
    this.timer = undefined;
    if (next !== undefined) this.arm(Math.max(1, Math.ceil(next.due - performance.now())));
  };
}
