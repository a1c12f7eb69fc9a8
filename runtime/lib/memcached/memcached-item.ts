import type { Ttl } from '../protocol/ttl';

/** How long an item lives. */
export interface KeepOptions {
  /** Whole seconds of it count, rounded down: an item lives no longer than that. @default - until it is evicted */
  readonly ttl?: Ttl | undefined;
}

/** How a number begins that is not there yet. */
export interface CounterOptions extends KeepOptions {
  /** What it is then, without the change. @default - it is not made */
  readonly initial?: number | bigint | undefined;
}

/** A value, and the number by which a change of it is noticed. */
export interface ValueWithCas {
  readonly value: Buffer;
  readonly cas: string;
}

/** A node, and whether it can be used now. */
export interface MemcachedNodeState {
  /** `host:port`. */
  readonly name: string;
  readonly isUp: boolean;
}
