import type { Duration } from 'aws-cdk-lib/core';
import type { ApplicationPlatform } from '../applications/application';
import { applicationReader } from './application-choice';
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
  /**
   * Where the application of this package runs that uses it: people who log in.
   *
   * @default - there is none
   */
  readonly application?: ApplicationPlatform;
}

/** Reads it. */
export const SESSION_STORE_READERS: Readers<SessionStoreConfig> = {
  ...STACK_READERS,
  ttl: time,
  maxTtl: time,
  application: applicationReader,
};
