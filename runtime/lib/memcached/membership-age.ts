import { performance } from 'node:perf_hooks';
import type { Discovery } from './discovery';
import { LONGEST_SECONDS } from './item-seconds';
import type { Membership } from './membership';
import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';
import { ServerClock } from './server-clock';

/** Where each node says when it was seen first under a list of nodes, by its own clock. */
const MARK = 'cache-tier:m1:';

/**
 * Whether every client has learned of the nodes that this one knows. Clients learn of a change at different times, and who
 * knows another list invalidates elsewhere. Who learns of one change can do as both lists say (that is for `memcachedNodes`
 * and the driver); who has just started, or has missed a change, does not know who else there is, and has to let the time
 * pass in which the others learn of it. So that not every new process has to, each node bears a mark: when somebody has
 * known this list first.
 */
export class MembershipAge {
  private known: Membership | undefined;
  private changes = 0;
  private unsureUntil: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param settleMs milliseconds in which everybody has learned of a change, and acted by it
   * @param onSure told when the time has passed
   */
  public constructor(
    private readonly discovery: Discovery,
    private readonly nodes: Pick<MemcachedNodes, 'all'>,
    private readonly settleMs: number,
    private readonly onSure: () => void,
  ) {}

  /** Counts the changes so far. */
  public get epoch(): number {
    this.follow();
    return this.changes;
  }

  /** The list, if what is done by it is right for all others; undefined if nobody can be sure of that. */
  public get membership(): Membership | undefined {
    this.follow();
    if (!this.discovery.isCurrent() || this.unsure) return undefined;
    return this.known;
  }

  /** Whether it is not known how long there has been this list. */
  public get unsure(): boolean {
    return this.unsureUntil !== undefined && performance.now() < this.unsureUntil;
  }

  /** Asks a node since when it has been known under this list, and leaves a mark if there is none. It never fails. */
  public async ask(node: MemcachedNode): Promise<void> {
    this.follow();
    const { known } = this;
    if (known === undefined || known.version === 0) return;
    try {
      const mark = `${MARK}${known.version}:${known.fingerprint}`;
      const session = node.sessionOf(mark);
      const [[item], now] = await Promise.all([session.get([mark]), new ServerClock(session).look()]);
      if (this.known !== known) return;
      const age = item === undefined ? 0 : now.earliest - Number(item.value.toString('latin1'));
      if (item === undefined) {
        await session.store(mark, Buffer.from(`${now.latest}`), { mode: 'add', seconds: LONGEST_SECONDS });
      } else if (age > 0 && this.unsure) {
        this.until(performance.now() + this.settleMs - age);
      }
    } catch {
      // The time passes all the same.
    }
  }

  public close(): void {
    clearTimeout(this.timer);
  }

  private follow(): void {
    const { current } = this.discovery;
    const { known } = this;
    if (current === undefined) return;
    if (current.version === known?.version && current.fingerprint === known.fingerprint) return;
    this.known = current;
    this.changes += 1;
    // A fixed list has no history, and the list after the one that was known is followed key by key.
    if (current.version !== 0 && current.version !== (known?.version ?? Number.NaN) + 1) {
      this.unsureUntil = undefined;
      this.until(performance.now() + this.settleMs);
    }
    for (const node of this.nodes.all()) if (node.isUp) void this.ask(node);
  }

  private until(moment: number): void {
    if (this.unsureUntil !== undefined && this.unsureUntil <= moment) return;
    this.unsureUntil = moment;
    this.wait(moment);
  }

  /** By the clock that stands still with this process: then it waits for longer. */
  private wait(moment: number): void {
    clearTimeout(this.timer);
    const end = () => {
      // A timer counts from the beginning of the turn in which it was started, and may be early.
      if (this.unsure) this.wait(moment);
      else this.onSure();
    };
    this.timer = setTimeout(end, Math.max(1, moment - performance.now())).unref();
  }
}
