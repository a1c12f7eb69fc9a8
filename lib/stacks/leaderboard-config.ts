import type { Duration } from 'aws-cdk-lib/core';
import { type Readers, time } from './context-value';
import type { StackConfig } from './stack-config';
import { STACK_READERS } from './stack-config-reader';

/** What the context can say about leaderboards. */
export interface LeaderboardConfig extends StackConfig {
  /**
   * What a board lives at most, such as a season.
   *
   * @default - boards stay until the application removes them
   */
  readonly maxTtl?: Duration;
}

/** Reads it. */
export const LEADERBOARD_READERS: Readers<LeaderboardConfig> = { ...STACK_READERS, maxTtl: time };
