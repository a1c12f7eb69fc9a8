import type { Script, ScriptReply } from '../drivers/driver';
import type { GuardedCache } from '../guard/guarded-cache';
import { storeError } from './session-error';

/** A server says so before it runs anything; the map of the cluster is read again meanwhile. */
const NOT_RUN = /\b(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|READONLY)\b/;
const AGAIN_MS = 20;

/** Scripts on the key of a session, within a time of their own. */
export class SessionCommands {
  /** Whether the store could ever be asked. */
  private seen = false;

  public constructor(
    private readonly cache: GuardedCache,
    private readonly deadlineMs: number,
  ) {}

  /**
   * Runs a script.
   *
   * @param key asked when it can be sent: before that, what keys begin with may not be known
   * @throws SessionStoreError if it was not run, or nobody knows
   */
  public run(script: Script, key: () => string, args: readonly string[]): Promise<ScriptReply> {
    return this.tried(key, () => this.cache.run(script, [key()], args));
  }

  /** Runs a script that is sent even to a server that does not answer, so that it is done when the server goes on. */
  public runAnyway(script: Script, key: () => string, args: readonly string[]): Promise<ScriptReply> {
    return this.tried(key, () => this.cache.runForWrite(script, key(), args));
  }

  private async tried(key: () => string, send: () => Promise<ScriptReply>): Promise<ScriptReply> {
    const until = performance.now() + this.deadlineMs;
    await this.firstConnection(key);
    for (;;) {
      try {
        return await send();
      } catch (error) {
        if (!NOT_RUN.test(`${(error as Error).message}`) || performance.now() >= until) throw storeError(error);
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  /** A process that has just started waits for its connection; one whose store is away later fails at once. */
  private async firstConnection(key: () => string): Promise<void> {
    if (this.seen) return;
    this.seen = this.cache.available(key());
    if (this.seen) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, this.deadlineMs);
      const stop = this.cache.onChange(() =>
        // What routes to a server that has just been told of knows it a moment later.
        process.nextTick(() => {
          this.seen ||= this.cache.available(key());
          if (this.seen) end();
        }),
      );
    });
  }
}
