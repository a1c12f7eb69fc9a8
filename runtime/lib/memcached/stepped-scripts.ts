import type { ScriptReply } from '../drivers/driver';
import { DriverError } from '../drivers/driver-error';
import { isOver } from '../protocol/script-steps';
import type { Item, MemcachedSession } from '../wire/memcached-session';
import { secondsAtLeast } from './item-seconds';
import { RecordLog } from './record-log';
import { type Bounds, ServerClock } from './server-clock';
import { type Outcome, outcomeOf, type SteppedCall } from './stepped-calls';

interface Waiting extends SteppedCall {
  resolve(reply: ScriptReply): void;
  reject(error: unknown): void;
}

/** What is written to see whether items have numbers. */
const PROBE = 'cache-tier:c1';
/** How often a key may change under a script. */
const ATTEMPTS = 100;

/**
 * Runs scripts on the keys of one session: by a record where they have one, and by their steps otherwise, for which
 * it reads a key, and writes it if nobody has written it since. It never goes on with another session, because CAS
 * numbers belong to a process. Calls on a key keep their order, as those on one connection to Redis do: the end of a
 * write never overtakes its announcement. Those that wait are done together.
 */
export class SteppedScripts {
  private readonly lines = new Map<string, Waiting[]>();
  private readonly clock: ServerClock;
  private readonly log: RecordLog;
  private checked: Promise<void> | undefined;

  public constructor(private readonly session: MemcachedSession) {
    this.clock = new ServerClock(session);
    this.log = new RecordLog(session);
  }

  /** @param key as it goes on the wire */
  public run(key: string, call: SteppedCall): Promise<ScriptReply> {
    return new Promise((resolve, reject) => {
      const waiting = { ...call, resolve, reject };
      const line = this.lines.get(key);
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      const started = [waiting];
      this.lines.set(key, started);
      void this.work(key, started);
    });
  }

  /** Whether an announcement says only who has written, and no more who writes. */
  public async isOver(value: Buffer): Promise<boolean> {
    const { earliest } = this.clock.now() ?? (await this.clock.look());
    return isOver(value.toString('latin1'), earliest);
  }

  private async work(key: string, line: Waiting[]): Promise<void> {
    while (line.length > 0) {
      const calls: Waiting[] = [];
      try {
        calls.push(...line.splice(0));
        if (!(await this.recorded(key, calls))) await this.together(key, line, calls);
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    this.lines.delete(key);
  }

  private async recorded(key: string, calls: readonly Waiting[]): Promise<boolean> {
    if (!calls.every(({ script }) => script.record)) return false;
    this.checked ??= this.checkCas();
    const [looked] = await Promise.all([this.clock.now() ?? this.clock.look(), this.checked]);
    const replies = await this.log.write(key, calls, this.clock.now() ?? looked);
    if (replies === undefined) return false;
    for (const [place, reply] of replies.entries()) calls[place]!.resolve(reply);
    return true;
  }

  private async together(key: string, line: Waiting[], calls: Waiting[]): Promise<void> {
    let stoodStill = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Who came during a lost attempt is not older than the next look.
      calls.push(...line.splice(0));
      const looking: Promise<Bounds> | undefined =
        stoodStill || this.clock.now() === undefined ? this.clock.look() : undefined;
      this.checked ??= this.checkCas();
      const [item, looked]: [Item | undefined, Bounds | undefined, unknown] = await Promise.all([
        this.read(key),
        looking,
        this.checked,
      ]);
      const now: Bounds | undefined = looked ?? this.clock.now();
      stoodStill = now === undefined;
      if (now === undefined) continue;
      if (await this.write(key, item, outcomeOf(calls, item?.value.toString('latin1') ?? null, now), calls)) return;
    }
    throw new DriverError('ERR_CACHE_TIER_REFUSED', `a key changed ${ATTEMPTS} times while a script was to change it`);
  }

  private async read(key: string): Promise<Item | undefined> {
    const [item] = await this.session.get([key], { cas: true });
    return item;
  }

  /** With `cas_disabled` every item has the same number, and nothing that others write would be noticed. */
  private async checkCas(): Promise<void> {
    const stored = this.session.store(PROBE, Buffer.from('1'), { seconds: 60 });
    // Without memory for it there is none for a version either.
    const [[item]] = await Promise.all([this.session.get([PROBE], { cas: true }), stored.catch(() => undefined)]);
    if (item !== undefined && !/[1-9]/.test(item.cas)) {
      throw new DriverError('ERR_CACHE_TIER_REFUSED', 'this Memcached has CAS disabled, so nothing can be invalidated');
    }
  }

  /** Whether it is done, for all calls. */
  private async write(
    key: string,
    item: Item | undefined,
    { value, px, results }: Outcome,
    calls: readonly Waiting[],
  ): Promise<boolean> {
    let failure: { readonly error: unknown } | undefined;
    if (value === null && item !== undefined) {
      if ((await this.session.remove(key, { cas: item.cas })) === 'changed') return false;
    } else if (typeof value === 'string') {
      const guard = item === undefined ? ({ mode: 'add' } as const) : { cas: item.cas };
      const options = { seconds: secondsAtLeast(px), ...guard };
      try {
        if ((await this.session.store(key, Buffer.from(value, 'latin1'), options)) !== 'stored') return false;
      } catch (error) {
        // Who has only taken itself out has done so, even if the server has no memory to say so.
        if ((error as { code?: string }).code !== 'ERR_CACHE_TIER_REPLY') throw error;
        failure = { error };
      }
    }
    for (const [place, { reply, put }] of results.entries()) {
      if (failure && put !== undefined && !put.optional) calls[place]!.reject(failure.error);
      else calls[place]!.resolve(reply);
    }
    return true;
  }
}
