import { performance } from 'node:perf_hooks';
import { unreachable } from '../drivers/driver-error';
import { CacheTimeoutError, withDeadline } from '../guard/deadline';
import type { MemcachedNode } from './memcached-node';

/** How long the previous owner of a key may take, in milliseconds: less than the guard lets the present one take. */
const DEADLINE_MS = 25;
/** How long a node is left alone that took longer, in milliseconds. */
const QUIET_MS = 500;

/**
 * Asks the nodes on which keys lay a moment ago. One that is gone without a word must not pass for the present owner being
 * late, or that would be left alone.
 */
export class PreviousOwners {
  private readonly quietUntil = new Map<string, number>();

  public async ask<T>({ name }: MemcachedNode, send: () => Promise<T>): Promise<T> {
    if ((this.quietUntil.get(name) ?? 0) > performance.now()) throw unreachable(name);
    try {
      return await withDeadline(send(), DEADLINE_MS);
    } catch (error) {
      if (!(error instanceof CacheTimeoutError)) throw error;
      this.quietUntil.set(name, performance.now() + QUIET_MS);
      throw unreachable(name, error);
    }
  }
}
