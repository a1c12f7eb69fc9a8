import type { TransactionStatus } from './pg-shapes';

/** How a statement that was sent has ended, as far as the server and the connection say. */
export class ConnectionWatch {
  /** The status of the session behind it; undefined if it was not sent, or its connection was lost. */
  public status: TransactionStatus | undefined;
  /** Whether the server refused it. */
  public failed = false;
  /** Whether the connection was lost while it ran. */
  public lost = false;
  public hasEnded = false;
  public readonly ended: Promise<void>;
  private resolve!: () => void;

  public constructor() {
    this.ended = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  public end(status: TransactionStatus | undefined, lost = false): void {
    this.hasEnded = true;
    this.status = status;
    this.lost = lost;
    this.resolve();
  }
}
