import { quantile } from '../statistics';
import type { Client } from './clients';

export const KEYS = 1000;
export const VALUE_BYTES = 1024;
/** Of one multi-get. */
export const KEYS_AT_ONCE = 100;

export interface Load {
  readonly command: 'get' | 'set' | 'getMany';
  readonly concurrency: number;
  readonly ms: number;
}

export interface Driven {
  /** Commands; of a multi-get, keys. */
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

export function keyOf(id: number): string {
  return `article:${id}:en`;
}

const VALUES = Array.from({ length: KEYS }, (_, id) => `${id}:`.padEnd(VALUE_BYTES, 'a sturdy, plainly made thing '));

export async function fill(client: Client): Promise<void> {
  for (let id = 0; id < KEYS; id += 1) await client.set(keyOf(id), VALUES[id]!);
  for (let id = 0; id < KEYS; id += 1) await checkedGet(client, id);
}

/** Random keys by so many callers, each with its next command after its last. Every read has to be a hit. */
export async function drive(client: Client, { command, concurrency, ms }: Load): Promise<Driven> {
  const samples: number[] = [];
  const commands = {
    get: () => checkedGet(client, randomId()),
    set: () => {
      const id = randomId();
      return client.set(keyOf(id), VALUES[id]!);
    },
    getMany: () => checkedGetMany(client),
  };
  const call = commands[command];
  const started = performance.now();
  const end = started + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      await call();
      const after = performance.now();
      samples.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - started) / 1000;
  const times = command === 'getMany' ? KEYS_AT_ONCE : 1;
  return {
    perSecond: (samples.length * times) / seconds,
    p50: quantile(samples, 0.5) * 1000,
    p99: quantile(samples, 0.99) * 1000,
  };
}

async function checkedGet(client: Client, id: number): Promise<void> {
  const value = await client.get(keyOf(id));
  if (value?.length !== VALUE_BYTES || !value.startsWith(`${id}:`)) {
    throw new Error(`this is not the value of ${id}: ${`${value}`.slice(0, 20)}`);
  }
}

async function checkedGetMany(client: Client): Promise<void> {
  const from = randomId();
  const keys = Array.from({ length: KEYS_AT_ONCE }, (_, i) => keyOf((from + 7 * i) % KEYS));
  const found = await client.getMany(keys);
  if (found !== KEYS_AT_ONCE) throw new Error(`${found} of ${KEYS_AT_ONCE} keys were found`);
}

function randomId(): number {
  return Math.floor(Math.random() * KEYS);
}
