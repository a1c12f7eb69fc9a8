import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { CacheDriver, Script, ScriptReply } from '../drivers/driver';
import { CacheTimeoutError, withDeadline } from '../guard/deadline';
import { CacheUnavailableError } from '../guard/guarded-cache';
import { LinkField } from '../link';
import { Metric, type Metrics } from '../metrics/metrics';
import { answeredWith, KeptDataError, wasNotRun } from './kept-data-error';

export interface KeptDataParts {
  readonly driver: CacheDriver;
  /** A field of the link, as far as it is known: that of an SSM parameter is read in the background. */
  readonly field: (name: LinkField) => string | undefined;
  readonly metrics: Metrics;
}

/** One script on keys of one slot. */
export interface KeptCommand {
  readonly script: Script;
  /** Made for each attempt, as the link may have become known since the last one. */
  readonly keys: () => readonly string[];
  readonly args: () => readonly string[];
  /** Whether it changes anything: then it is not sent again unless it is certain that it was not run. */
  readonly writes: boolean;
  /** Milliseconds for all of it, with waiting for a connection. */
  readonly deadlineMs: number;
}

/** Milliseconds that a command may take where the application says nothing: there is no database that answers instead. */
export const KEPT_DEADLINE_MS = 2_000;

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

/**
 * Data that stands nowhere else. Unlike a cache, it waits for a connection, and what goes wrong is thrown: nobody else has
 * the answer.
 */
export class KeptData {
  private readonly probed = new Set<string>();

  public constructor(private readonly parts: KeptDataParts) {}

  /** What keys begin with: the key prefix of the link, or else that of their kind. */
  public prefix(space: string): string {
    return this.parts.field(LinkField.KEY_PREFIX) || space;
  }

  /** A time in milliseconds that the link gives in seconds. */
  public linkMs(field: LinkField.TTL | LinkField.MAX_TTL): number | undefined {
    const seconds = Number(this.parts.field(field));
    return seconds > 0 ? seconds * 1000 : undefined;
  }

  /** Whether keys can be named in one command. */
  public together(keys: readonly string[]): boolean {
    const { driver } = this.parts;
    return keys.every((key) => driver.groupOf(key) === driver.groupOf(keys[0]!));
  }

  /**
   * Runs a script, and gives its reply.
   *
   * @throws CacheUnavailableError if there is no connection in time, or no server that takes the command: nothing was done
   * @throws CacheTimeoutError if a read has no answer in time
   * @throws KeptDataError if the server refuses, or nobody knows what has become of a write
   */
  public async run(command: KeptCommand): Promise<readonly ScriptReply[]> {
    const due = performance.now() + command.deadlineMs;
    let last: unknown;
    for (let attempt = 0; ; attempt += 1) {
      const server = await this.connected(command, due, last);
      const [keys, args] = [command.keys(), command.args()];
      try {
        const reply = this.parts.driver.run(command.script, keys, args);
        return (await withDeadline(reply, Math.max(1, due - performance.now()))) as readonly ScriptReply[];
      } catch (error) {
        last = error;
        this.judge(error, command, server);
      }
      const ms = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS, due - performance.now());
      if (ms > 0) await pause(ms);
    }
  }

  /** Throws what ends the command; returns if it can be sent again. */
  private judge(error: unknown, { writes, deadlineMs }: KeptCommand, server: string): void {
    const { metrics } = this.parts;
    const late = error instanceof CacheTimeoutError;
    if (late) {
      metrics.count(Metric.TIMEOUT);
      this.probe(server);
    } else {
      metrics.count(Metric.ERROR, writes ? 'kept-write' : 'kept-read');
    }
    const answer = late ? undefined : answeredWith(error);
    if (answer !== undefined) {
      if (wasNotRun(answer)) return;
      throw refused(answer, error as Error);
    }
    if (writes) {
      const why = late ? `no answer came within ${deadlineMs} ms` : 'the connection was lost before the answer';
      const message = `the outcome of a write is unknown, as ${why}: it may have been done, or may still be done`;
      throw new KeptDataError('ERR_CACHE_TIER_OUTCOME_UNKNOWN', message, { cause: error });
    }
    if (late) throw new CacheTimeoutError(`there was no answer within ${deadlineMs} ms`, { cause: error });
  }

  private async connected({ keys, deadlineMs }: KeptCommand, due: number, cause: unknown): Promise<string> {
    const { driver } = this.parts;
    for (;;) {
      const server = driver.serverOf(keys()[0]!);
      const left = due - performance.now();
      if (left > 0 && driver.isUp(server)) return server;
      if (left <= 0) {
        const message = `no server took the command within ${deadlineMs} ms: nothing was done`;
        throw new CacheUnavailableError(message, { cause });
      }
      await this.change(Math.min(left, LONGEST_PAUSE_MS));
    }
  }

  /** Waits for news of a server. That another one serves a slot now is told by nobody. */
  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, ms);
      const stop = this.parts.driver.onChange(end);
    });
  }

  /** A socket may be dead without a word: the driver leaves it if this is not answered either. */
  private probe(server: string): void {
    if (this.probed.has(server)) return;
    this.probed.add(server);
    this.parts.driver
      .probe(server)
      .catch(() => undefined)
      .finally(() => this.probed.delete(server));
  }
}

function refused(answer: string, cause: Error): KeptDataError {
  if (answer === 'OOM' || answer === 'OutOfMemory') {
    const message = 'the server is out of memory, and keeps what it has: nothing was changed';
    return new KeptDataError('ERR_CACHE_TIER_OUT_OF_MEMORY', message, { cause });
  }
  return new KeptDataError('ERR_CACHE_TIER_COMMAND', `the server refuses the command: ${cause.message}`, { cause });
}
