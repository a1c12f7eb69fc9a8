import { quantile } from '../statistics';
import type { Client } from './clients';
import { KEYS, keyOf } from './load';

export interface DeathOptions {
  /** The keys that lie on the node. */
  readonly victims: readonly number[];
  readonly concurrency: number;
  readonly ms: number;
}

/** What readers met in a time. */
export interface Readings {
  /** Of the keys of the node. */
  readonly ofNode: Waits;
  /** Of all other keys. */
  readonly ofOthers: Waits;
}

export interface Waits {
  readonly perSecond: number;
  /** Shares of those that were answered or gave up. */
  readonly failed: number;
  readonly missed: number;
  /** Milliseconds, of all: those that still waited at the end have waited for so long. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

interface Reading {
  readonly wait: number;
  readonly how: 'hit' | 'missed' | 'failed' | 'waits';
}

/** Readers of random keys, each with its next read after its last, that do not wait for the end of it all. */
export async function readThrough(client: Client, { victims, concurrency, ms }: DeathOptions): Promise<Readings> {
  const onNode = new Set(victims);
  const readings = { ofNode: [] as Reading[], ofOthers: [] as Reading[] };
  const open = new Map<number, { readonly id: number; readonly since: number }>();
  let over = false;
  const note = (id: number, wait: number, how: Reading['how']) =>
    readings[onNode.has(id) ? 'ofNode' : 'ofOthers'].push({ wait, how });
  const reader = async (number: number) => {
    while (!over) {
      const id = Math.floor(Math.random() * KEYS);
      const since = performance.now();
      open.set(number, { id, since });
      const how = await client.get(keyOf(id)).then(
        (value) => (value === undefined ? 'missed' : 'hit'),
        () => 'failed' as const,
      );
      if (over) return;
      note(id, performance.now() - since, how);
      // Who fails at once, without a turn of the loop, must not keep everybody else from running.
      if (how !== 'hit') await new Promise(setImmediate);
    }
  };
  for (let number = 0; number < concurrency; number += 1) void reader(number);
  await new Promise((resolve) => setTimeout(resolve, ms));
  over = true;
  const now = performance.now();
  for (const { id, since } of open.values()) note(id, now - since, 'waits');
  return { ofNode: waitsOf(readings.ofNode, ms), ofOthers: waitsOf(readings.ofOthers, ms) };
}

function waitsOf(readings: readonly Reading[], ms: number): Waits {
  const ended = readings.filter(({ how }) => how !== 'waits');
  const share = (wanted: Reading['how']) =>
    ended.filter(({ how }) => how === wanted).length / Math.max(1, ended.length);
  // The reads that were cut off count only if they waited for longer than others do.
  const waits = Float64Array.from(readings, ({ wait }) => wait);
  return {
    perSecond: (ended.length / ms) * 1000,
    failed: share('failed'),
    missed: share('missed'),
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    most: quantile(waits, 1),
  };
}

/** Milliseconds until a key of the node is kept again; undefined if it is not within the cap. */
export async function untilKept(
  client: Client,
  { victims: [id], capMs }: { readonly victims: readonly number[]; readonly capMs: number },
): Promise<number | undefined> {
  const started = performance.now();
  const key = keyOf(id!);
  const attempt = async () => {
    await client.set(key, 'back again');
    return (await client.get(key)) === 'back again';
  };
  while (performance.now() - started < capMs) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, capMs, false);
    });
    const kept = await Promise.race([attempt().catch(() => false), late]);
    clearTimeout(timer);
    if (kept) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return undefined;
}
