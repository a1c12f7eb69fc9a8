import type { ScriptReply } from '../drivers/driver';
import type { Item, MemcachedSession, StoreResult } from '../wire/memcached-session';
import { secondsAtLeast } from './item-seconds';
import type { Bounds } from './server-clock';
import { type Outcome, outcomeOf, type SteppedCall } from './stepped-calls';

/** Seconds that an item with records lives at least. They end by themselves, and who reads it then takes it for gone. */
const KEPT_SECONDS = 86_400;
/** Bytes of an item from which on what has ended is taken out, if that is half of it: everybody reads all of it. */
const LONG_BYTES = 4_096;
/** How often it may change under who takes that out. */
const ATTEMPTS = 100;
/** Bytes of an item up to which it may have nobody else's records, so that it can be taken away without another look. */
const SHORT_BYTES = 256;
/** Items of which is remembered what this process has left there. */
const REMEMBERED = 1_000;

/**
 * Does by one command what needs no look before it: what a script has to say is put in front of what the key holds, in the
 * same round trip in which that is read. However many write a key, each of them is done at once; nobody begins again.
 */
export class RecordLog {
  /** As this session left them. */
  private readonly left = new Map<string, Item>();

  public constructor(private readonly session: MemcachedSession) {}

  /** The replies of calls whose scripts have records; undefined if that is not how they can be done now. */
  public async write(
    key: string,
    calls: readonly SteppedCall[],
    now: Bounds,
  ): Promise<readonly ScriptReply[] | undefined> {
    // The latest is read first.
    const records = calls.map(({ script, args, index }) => script.record!({ args, index, now })).reverse();
    const text = records.join('');
    const empty = outcomeOf(calls, null, now);
    const [removed, item] = await this.put(key, text, calls, now, empty);
    const replies = (done: Outcome) => done.results.map(({ reply }) => reply);
    // What is there now says what was done. That it could not be stored does not: it is the reply for no item and no memory.
    const value = item?.value.toString('latin1') ?? '';
    const at = value.indexOf(text);
    if (at < 0) {
      const nothing = item === undefined && empty.value === null;
      return removed || nothing ? replies(removed ?? empty) : undefined;
    }
    const found = outcomeOf(calls, value.slice(at + text.length), now);
    if (at === 0 && found.value === null) await this.session.remove(key, { cas: item!.cas });
    else if (value.length >= LONG_BYTES) await this.shorten(key, item!, calls, now);
    else if (at === 0 && value.length < SHORT_BYTES) this.remember(key, item!);
    return replies(removed ?? found);
  }

  /** What was taken out with nothing left, if so, and what is there now. */
  private async put(
    key: string,
    text: string,
    calls: readonly SteppedCall[],
    now: Bounds,
    empty: Outcome,
  ): Promise<readonly [removed: Outcome | undefined, item: Item | undefined]> {
    const { session } = this;
    const adds = empty.value !== null;
    const known = this.left.get(key);
    this.left.delete(key);
    const last = known && outcomeOf(calls, known.value.toString('latin1'), now);
    // All in one write, and in this order.
    const [removed, , , , [item]] = await Promise.all([
      last?.value === null ? session.remove(key, { cas: known!.cas }) : undefined,
      adds ? session.store(key, text, { mode: 'add', seconds: KEPT_SECONDS }).catch(refused) : undefined,
      session.store(key, text, { mode: 'prepend', seconds: 0 }).catch(refused),
      adds ? session.touch(key, Math.max(KEPT_SECONDS, secondsAtLeast(empty.px))) : undefined,
      session.get([key], { cas: true }),
    ]);
    return [removed === 'removed' ? last : undefined, item];
  }

  /** Takes out what has ended. Whoever succeeds has done it for all. */
  private async shorten(key: string, found: Item, calls: readonly SteppedCall[], now: Bounds): Promise<void> {
    let item: Item | undefined = found;
    for (let attempt = 0; attempt < ATTEMPTS && item !== undefined && item.value.length >= LONG_BYTES; attempt += 1) {
      const { value, px } = outcomeOf(calls, item.value.toString('latin1'), now);
      // Who left nothing would have been taken out with the key.
      if (typeof value !== 'string' || 2 * value.length > item.value.length) return;
      const options = { cas: item.cas, seconds: secondsAtLeast(px) };
      const stored = await this.session.store(key, Buffer.from(value, 'latin1'), options).catch(refused);
      // Without memory for it, what is there says the same.
      if (stored !== 'exists') return;
      [item] = await this.session.get([key], { cas: true });
    }
  }

  private remember(key: string, item: Item): void {
    if (this.left.size >= REMEMBERED) this.left.clear();
    this.left.set(key, item);
  }
}

/** The server has no memory for it, or the item would be too large. */
function refused(error: unknown): StoreResult | undefined {
  if ((error as { code?: string }).code !== 'ERR_CACHE_TIER_REPLY') throw error;
  return undefined;
}
