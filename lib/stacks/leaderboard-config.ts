import type { Duration } from 'aws-cdk-lib/core';
import type { ApplicationPlatform } from '../applications/application';
import { applicationReader } from './application-choice';
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
  /**
   * Where the application of this package runs that uses it: who is ahead in a game.
   *
   * @default - there is none
   */
  readonly application?: ApplicationPlatform;
}

/** Reads it. */
export const LEADERBOARD_READERS: Readers<LeaderboardConfig> = {
  ...STACK_READERS,
  maxTtl: time,
  application: applicationReader,
};
