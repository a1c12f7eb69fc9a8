import { setTimeout as sleep } from 'node:timers/promises';
import { RotationError } from './rotation-error';

/** How often the state of the service is asked for, in milliseconds. */
const INTERVAL = 5_000;

/** What is kept for the last call and the error, in milliseconds: a function that Lambda cuts off says nothing. */
const RESERVE = 15_000;

/** The end of an invocation. Whatever waits, waits here. */
export class Deadline {
  /** @param remaining what is left of the invocation, in milliseconds */
  constructor(private readonly remaining: () => number) {}

  /** @throws RotationError if nothing more should be started */
  check(doing: string): void {
    if (this.remaining() > RESERVE) return;
    throw new RotationError(
      `${doing} took until the end of this invocation; the next attempt goes on from here, and credentials that worked keep working`,
    );
  }

  /** Waits a while, in milliseconds. */
  async pause(doing: string, interval = INTERVAL): Promise<void> {
    this.check(doing);
    await sleep(Math.min(interval, this.remaining() - RESERVE));
    this.check(doing);
  }
}
