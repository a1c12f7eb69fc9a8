import type { Duration } from 'aws-cdk-lib/core';
import { type Readers, time } from './context-value';
import type { StackConfig } from './stack-config';
import { STACK_READERS } from './stack-config-reader';

/** What the context can say about a store of sessions. */
export interface SessionStoreConfig extends StackConfig {
  /**
   * How long a session lives after it was used last, where the cookie of the application says nothing.
   *
   * @default Duration.days(1)
   */
  readonly ttl?: Duration;
  /**
   * What that time is at most, whatever the application says.
   *
   * @default - 30 days, or `ttl` if that is longer
   */
  readonly maxTtl?: Duration;
}

/** Reads it. */
export const SESSION_STORE_READERS: Readers<SessionStoreConfig> = { ...STACK_READERS, ttl: time, maxTtl: time };
