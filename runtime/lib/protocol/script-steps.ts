import type { StepContext, StepResult } from '../drivers/driver';

/*
 * The scripts of `scripts.ts` for a server without Lua: what each does to one key. A test holds the two equal. Where the
 * time of the server is not known exactly, an intent lives rather longer than shorter, and a version is rather young.
 *
 * What is said of writers can also be put in front of what a key holds, without a look at it: of several records of one
 * writer the first counts, and one that ends at 0 says that he is done. '!n2|a:0,!n1|a:17,r1.5' is a version over which
 * somebody has written.
 */

/** What an intent begins with, and what stands between its nonce and its writers. */
export const INTENT = '!';
const BAR = '|';
const RECORD = /^![^|]*\|[^,:|]+:\d/;

/** Writers that still count, but some. */
interface Writers {
  /** As they stand in the value. */
  readonly others: readonly string[];
  /** When the last of the others ends; 0 without any. */
  readonly last: number;
  /** How many of those that were left out stood there. */
  readonly found: number;
}

function without(ids: readonly string[], value: string | null, now: number): Writers {
  const bar = value?.startsWith(INTENT) ? value.indexOf(BAR) : -1;
  const others: string[] = [];
  const seen = new Set<string>();
  let last = 0;
  let found = 0;
  if (value === null || bar < 0) return { others, last, found };
  for (const [writer, id, till] of value.slice(bar + 1).matchAll(/([^,:|]+):(\d+)/g)) {
    if (seen.has(id!)) continue;
    seen.add(id!);
    if (Number(till) <= now) continue;
    if (ids.includes(id!)) {
      found += 1;
    } else {
      others.push(writer);
      last = Math.max(last, Number(till));
    }
  }
  return { others, last, found };
}

/** Adds or renews one writer. Arguments: id, nonce, milliseconds. */
export function addIntent(value: string | null, { args: [id, nonce, ms], now }: StepContext): StepResult {
  const { others, last } = without([id!], value, now.earliest);
  const till = now.latest + Number(ms);
  const writers = [...others, `${id}:${till}`].join();
  return {
    reply: 1,
    put: { value: `${INTENT}${nonce}${BAR}${writers}`, px: Math.max(last, till) - now.earliest },
  };
}

/** The same as a record. */
export function addRecord({ args: [id, nonce, ms], now }: StepContext): string {
  return `${INTENT}${nonce}${BAR}${id}:${now.latest + Number(ms)},`;
}

/** Takes writers out; with the last one goes the key. Arguments: ids with commas between them, nonce. */
export function dropIntent(value: string | null, { args: [ids, nonce], now }: StepContext): StepResult {
  const { others, last, found } = without(ids!.split(','), value, now.earliest);
  if (others.length === 0) return { reply: found, remove: true };
  return {
    reply: found,
    put: { value: `${INTENT}${nonce}${BAR}${others.join()}`, px: last - now.earliest, optional: true },
  };
}

/** The same as a record. */
export function dropRecord({ args: [ids, nonce] }: StepContext): string {
  return `${INTENT}${nonce}${BAR}${ids!.replaceAll(',', ':0,')}:0,`;
}

/** Whether all writers have ended of which there are records: then nothing is there. */
export function isOver(value: string, now: number): boolean {
  return without([], value, now).others.length === 0 && RECORD.test(value);
}

/** Makes a version if there is none, and gives what is there. Arguments: random, milliseconds. */
export function ensureVersion(value: string | null, { args: [random, ms], index, now }: StepContext): StepResult {
  if (value !== null && !isOver(value, now.earliest)) return { reply: value };
  const version = `${random}${index + 1}.${now.latest}`;
  return { reply: version, put: { value: version, px: Number(ms) } };
}

/** Lets a version live longer that has not changed. Arguments: milliseconds, versions. */
export function renewVersion(value: string | null, { args, index }: StepContext): StepResult {
  if (value === null || value !== args[index + 1]) return { reply: 1 };
  return { reply: 1, put: { value, px: Number(args[0]) } };
}

/** Gives a lease back, if it is still one's own. Arguments: holder. */
export function releaseLease(value: string | null, { args: [holder] }: StepContext): StepResult {
  return value === holder ? { reply: 1, remove: true } : { reply: 1 };
}
