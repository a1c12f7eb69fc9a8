import { type Address, serverName } from '../drivers/driver-options';
import { unreachableNode } from '../wire/memcached-error';
import type { MemcachedSession } from '../wire/memcached-session';
import { type Clocks, type Moment, momentOf } from './moment';

/** What of a session discovery uses. */
export type ConfigurationSession = Pick<MemcachedSession, 'configuration' | 'end'>;

/** Opens a session with a node, or with the endpoint; it gives up when the signal says so. */
export type OpenForConfiguration = (address: Address, signal: AbortSignal) => Promise<ConfigurationSession>;

export interface ConfigurationAnswer {
  /** Undefined if the server has no such command. */
  readonly text: string | undefined;
  /** When the question was sent: what changed since then, it may not tell. */
  readonly sent: Moment;
}

/** Asks servers who the nodes are, each within a time. */
export class ConfigurationQuestions {
  /** With the endpoint: it is asked again and again. */
  private kept: ConfigurationSession | undefined;

  public constructor(
    private readonly open: OpenForConfiguration,
    private readonly askMs: number,
    private readonly clocks: Clocks,
  ) {}

  /** Asks a server that was asked before, and will be again. */
  public async again(address: Address, signal: AbortSignal): Promise<ConfigurationAnswer> {
    const { kept } = this;
    this.kept = undefined;
    if (kept !== undefined) {
      // A connection that was idle may have been lost meanwhile, without a word.
      const answer = await this.within(address, signal, () => kept, this.keep).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    return this.within(address, signal, (abort) => this.open(address, abort), this.keep);
  }

  /** Asks a server once. */
  public once(address: Address, signal: AbortSignal): Promise<ConfigurationAnswer> {
    return this.within(address, signal, (abort) => this.open(address, abort), end);
  }

  public close(): void {
    if (this.kept !== undefined) end(this.kept);
    this.kept = undefined;
  }

  private readonly keep = (session: ConfigurationSession, signal: AbortSignal): void => {
    if (signal.aborted) end(session);
    else this.kept = session;
  };

  private async within(
    address: Address,
    outer: AbortSignal,
    open: (signal: AbortSignal) => ConfigurationSession | Promise<ConfigurationSession>,
    after: (session: ConfigurationSession, signal: AbortSignal) => void,
  ): Promise<ConfigurationAnswer> {
    const late = new AbortController();
    const why = unreachableNode(serverName(address), `it did not say who the nodes are within ${this.askMs} ms`);
    const timer = setTimeout(() => late.abort(why), this.askMs).unref();
    const signal = AbortSignal.any([outer, late.signal]);
    const ask = async () => {
      const session = await open(signal);
      try {
        signal.throwIfAborted();
        const sent = momentOf(this.clocks);
        const text = await untilAborted(session.configuration(), signal);
        after(session, outer);
        return { text, sent };
      } catch (error) {
        end(session);
        throw error;
      }
    };
    try {
      return await untilAborted(ask(), signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** It never fails, and nobody waits for it. */
function end(session: ConfigurationSession): void {
  void session.end();
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
