/** A command that has no answer yet. */
export interface Unanswered {
  /** By `performance.now()`. */
  readonly sentAt: number;
  /** Nobody waits any more; the answer is discarded in its turn. */
  givenUp: boolean;
  reject(reason: Error): void;
}

/** Commands in the order in which they were sent, which is the order of their answers. */
export class CommandQueue<C extends Unanswered> {
  public length = 0;
  /** A ring, of a power of two. */
  private ring: (C | undefined)[] = new Array(64);
  private head = 0;

  public get first(): C | undefined {
    return this.ring[this.head];
  }

  public push(command: C): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[(this.head + this.length) & (this.ring.length - 1)] = command;
    this.length += 1;
  }

  public shift(): void {
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.length -= 1;
  }

  /** Rejects what was sent before; returns when the first of the others was. */
  public giveUp(sentBefore: number, reason: () => Error): number | undefined {
    let made: Error | undefined;
    for (let place = 0; place < this.length; place += 1) {
      const command = this.ring[(this.head + place) & (this.ring.length - 1)]!;
      if (command.sentAt >= sentBefore) return command.sentAt;
      if (command.givenUp) continue;
      command.givenUp = true;
      made ??= reason();
      command.reject(made);
    }
    return undefined;
  }

  private grow(): void {
    const { ring, head } = this;
    this.ring = [...ring.slice(head), ...ring.slice(0, head), ...new Array(ring.length)];
    this.head = 0;
  }
}
