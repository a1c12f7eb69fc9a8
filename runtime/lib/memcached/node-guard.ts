import { Breaker } from '../guard/breaker';
import { GUARD_DEFAULTS } from '../guard/guarded-cache';
import { MemcachedError } from '../wire/memcached-error';
import type { MemcachedSession } from '../wire/memcached-session';
import type { MemcachedNode } from './memcached-node';
import { withProblem } from './node-problem';

/**
 * Deadlines and a breaker for one node. Commands of one node are answered in the order in which they were sent, so one
 * timer looks after all of them: a timer for each would cost as much as the command.
 */
export class NodeGuard {
  private readonly breaker: Breaker;
  private timer: NodeJS.Timeout | undefined;

  /** @param onChange told when the node is left alone, before it is probed, and when it is used again */
  public constructor(
    private readonly node: MemcachedNode,
    private readonly deadlineMs: number,
    onChange: () => void,
  ) {
    const { probeMs, probeMaxMs } = GUARD_DEFAULTS;
    const probe = () => {
      // Whoever made this guard may have no more use for it: the node is gone, and nobody tells.
      onChange();
      return node.probe();
    };
    this.breaker = new Breaker({ probe, probeMs, probeMaxMs, onChange });
  }

  /** Whether the node is expected to answer. */
  public get answers(): boolean {
    return this.breaker.state === 'closed';
  }

  /** The session for a key, whose answers are waited for from now on; undefined if the node cannot be asked now. */
  public sessionOf(key: string): MemcachedSession | undefined {
    if (!this.breaker.allows()) return undefined;
    if (this.timer === undefined) this.arm(this.deadlineMs);
    return this.node.findSession(key);
  }

  /** Why it cannot. */
  public refusal(): MemcachedError {
    const { name, problem } = this.node;
    const state = this.answers ? 'it is not connected' : 'it has not answered in time, and is asked again';
    return withProblem(name, state, problem);
  }

  /** The node is not asked again. What is under way keeps its deadline. */
  public end(): void {
    this.breaker.end();
  }

  private readonly late = (): MemcachedError => {
    this.breaker.trip();
    return new MemcachedError(
      'ERR_CACHE_TIER_TIMEOUT',
      `${this.node.name} gave no answer within ${this.deadlineMs} ms`,
    );
  };

  private arm(ms: number): void {
    const expected = performance.now() + ms;
    this.timer = setTimeout(() => {
      const now = performance.now();
      // An answer that has arrived counts, even if this process was too busy to read it: the sockets are read once more. A
      // timer that fires late says that the event loop stalled: what came meanwhile may need a second round, by TLS.
      this.read(now - expected > this.deadlineMs ? 3 : 2, now);
    }, ms).unref();
  }

  private readonly read = (rounds: number, until: number): void => {
    if (rounds > 0) {
      setImmediate(this.read, rounds - 1, until);
      return;
    }
    this.timer = undefined;
    const limit = until - this.deadlineMs;
    const oldest = this.node.sessions().flatMap((session) => session.giveUp(limit, this.late) ?? []);
    if (oldest.length === 0) return;
    this.arm(Math.max(1, Math.ceil(Math.min(...oldest) + this.deadlineMs - performance.now())));
  };
}
