import { isClosed, isIdle, type PgClient } from './pg-shapes';

/**
 * What runs on one client one after the other, in the order of the calls. It is empty while nothing needs a step of its
 * own before its statement; those that come meanwhile wait behind.
 */
export class StatementQueue {
  private readonly jobs: (() => Promise<void>)[] = [];
  private running = false;
  private waiting = false;
  private readonly onDrain = () => {
    this.waiting = false;
    this.pump();
  };

  public constructor(private readonly client: PgClient) {}

  public get isEmpty(): boolean {
    return !this.running && this.jobs.length === 0;
  }

  /** Runs a job when all before it have ended and the client has nothing active or queued. */
  public run<T>(job: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.jobs.push(async () => {
        try {
          const result = await job();
          // The caller goes on at once: its next statement must not find the queue taken.
          this.running = false;
          resolve(result);
        } catch (error) {
          this.running = false;
          reject(error);
        }
        this.pump();
      });
      this.pump();
    });
  }

  /** Looks whether the next job can run: called whenever the client may have become idle, or has ended. */
  public pump(): void {
    if (this.running || this.jobs.length === 0) return;
    if (!isIdle(this.client) && !isClosed(this.client)) {
      // A statement that node-postgres refuses by itself ends without a message of the server.
      if (!this.waiting) this.client.once('drain', this.onDrain);
      this.waiting = true;
      return;
    }
    this.running = true;
    void this.jobs.shift()!();
  }
}
