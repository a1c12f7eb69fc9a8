import { Workload } from '../cache/workload';
import { oneOf, type Readers } from './context-value';
import type { StackConfig } from './stack-config';
import { STACK_READERS } from './stack-config-reader';

/** What the context can say about a cache that stands for itself. */
export interface CacheConfig extends StackConfig {
  /**
   * What the cache is used for, which decides the eviction policy.
   *
   * @default Workload.CACHE
   */
  readonly workload?: Workload;
}

/** Reads it. */
export const CACHE_READERS: Readers<CacheConfig> = {
  ...STACK_READERS,
  workload: oneOf({
    cache: Workload.CACHE,
    'session-store': Workload.SESSION_STORE,
    queue: Workload.QUEUE,
    leaderboard: Workload.LEADERBOARD,
  }),
};
