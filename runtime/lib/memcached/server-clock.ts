import { performance } from 'node:perf_hooks';
import type { MemcachedSession } from '../wire/memcached-session';

/** How long one look at the clock of a server counts, in milliseconds. */
const LOOK_MS = 1_000;
/** How far the clocks of this process may disagree on how long ago a look was, in milliseconds: more, and it was frozen. */
const FROZEN_MS = 50;
/** How often they may disagree in a row. */
const LOOKS = 3;
const SECOND_MS = 1_000;

/** Between which two moments the clock of a server stands, in milliseconds since the epoch. */
export interface Bounds {
  readonly earliest: number;
  readonly latest: number;
}

interface Look {
  readonly second: number;
  readonly sent: Moment;
  readonly received: Moment;
}

/** By the clock that does not run while this process is frozen, and by the time of day, which others may set. */
interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/**
 * The clock of the process at the other end of a session. Memcached says it by `stats`, in whole seconds; a server that
 * was stopped, and has just gone on, may still say what it said before.
 */
export class ServerClock {
  private last: Look | undefined;
  private looking: Promise<Bounds> | undefined;

  public constructor(private readonly session: Pick<MemcachedSession, 'stats'>) {}

  /** What is known by a look of a moment ago; undefined if there was none, or this process stood still since. */
  public now(): Bounds | undefined {
    const { last } = this;
    const here = moment();
    if (last === undefined || here.steady - last.received.steady > LOOK_MS) return undefined;
    return stoodStill(last.received, here) ? undefined : boundsAt(last, here);
  }

  /** Looks, unless somebody does. What is asked in the same tick goes along in the same round trip. */
  public look(): Promise<Bounds> {
    this.looking ??= this.ask().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async ask(): Promise<Bounds> {
    // Somebody may set the time of day again and again: then it says nothing.
    for (let looks = 1; ; looks += 1) {
      const sent = moment();
      const second = timeOf(await this.session.stats());
      const received = moment();
      this.last = { second, sent, received };
      if (looks === LOOKS || !stoodStill(sent, received)) return boundsAt(this.last, received);
    }
  }
}

function moment(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

function stoodStill(from: Moment, to: Moment): boolean {
  return Math.abs(to.wall - from.wall - (to.steady - from.steady)) > FROZEN_MS;
}

function boundsAt({ second, sent, received }: Look, { steady }: Moment): Bounds {
  return {
    earliest: second + Math.floor(steady - received.steady),
    latest: second + SECOND_MS + Math.ceil(steady - sent.steady),
  };
}

/** The time that a server says, in milliseconds: it is that, or up to a second later. */
export function timeOf(stats: ReadonlyMap<string, string>): number {
  return Number(stats.get('time')) * SECOND_MS;
}
