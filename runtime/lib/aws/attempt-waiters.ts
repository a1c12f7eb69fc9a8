/** An attempt had no answer in time. */
export class AttemptTimeoutError extends Error {
  public override readonly name = 'AttemptTimeoutError';
  public readonly code = 'ETIMEDOUT';
}

/** Those who wait for the end of an attempt. */
export class AttemptWaiters {
  private readonly waiting = new Set<() => void>();

  /**
   * Resolves when the attempt ends, or nothing is left to wait for.
   *
   * @param look sees to the attempt and says in how many milliseconds to look again, as a process that runs no timers in
   *   the background has nobody else who does; undefined to wait no longer
   */
  public wait(look: () => number | undefined): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve();
      };
      const again = () => {
        const ms = look();
        if (!this.waiting.has(end)) return;
        if (ms === undefined) end();
        else timer = setTimeout(again, ms);
      };
      this.waiting.add(end);
      again();
    });
  }

  public wake(): void {
    for (const end of [...this.waiting]) end();
  }
}
