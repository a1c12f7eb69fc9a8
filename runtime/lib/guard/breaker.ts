/** What a breaker is told, and asks. */
export interface BreakerOptions {
  /** Asks the server whether it answers; rejects if it does not. */
  readonly probe: () => Promise<void>;
  /** Milliseconds between probes, at first. */
  readonly probeMs: number;
  /** Milliseconds between probes, at most. */
  readonly probeMaxMs: number;
  /** Told of each change. */
  readonly onChange: (state: BreakerState) => void;
}

export type BreakerState = 'open' | 'closed';

/**
 * Keeps callers away from a server that does not answer. The first command that is late opens it: whoever comes next
 * does not wait. Callers never try whether the server is back; a probe in the background does.
 */
export class Breaker {
  private open = false;
  private probing = false;
  private waitMs = 0;
  private nextProbe = 0;
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  public constructor(private readonly options: BreakerOptions) {}

  public get state(): BreakerState {
    return this.open ? 'open' : 'closed';
  }

  /** Whether a command may be sent. */
  public allows(): boolean {
    if (!this.open) return true;
    // A function that was frozen has no timers: the first caller after that sees to it.
    if (!this.probing && Date.now() >= this.nextProbe) void this.probe();
    return false;
  }

  /** A command was late. */
  public trip(): void {
    if (this.open || this.ended) return;
    this.open = true;
    this.waitMs = this.options.probeMs;
    this.options.onChange('open');
    void this.probe();
  }

  public end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private async probe(): Promise<void> {
    if (this.probing || this.ended) return;
    this.probing = true;
    clearTimeout(this.timer);
    try {
      await this.options.probe();
      this.open = false;
      if (!this.ended) this.options.onChange('closed');
    } catch {
      this.nextProbe = Date.now() + this.waitMs;
      if (!this.ended) this.timer = setTimeout(() => void this.probe(), this.waitMs).unref();
      this.waitMs = Math.min(this.waitMs * 2, this.options.probeMaxMs);
    } finally {
      this.probing = false;
    }
  }
}
