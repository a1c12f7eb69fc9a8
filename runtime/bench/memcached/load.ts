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
  /** Keys that were not found. */
  readonly missed: number;
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

/** Stores every key; a stall of the machine makes a read late, and then it is a miss. */
export async function fill(client: Client): Promise<void> {
  for (let id = 0; id < KEYS; id += 1) await client.set(keyOf(id), VALUES[id]!);
  for (let missed = 1; missed > 0; ) {
    missed = 0;
    for (let id = 0; id < KEYS; id += 1) missed += await getMissed(client, id);
  }
}

/** Random keys by so many callers, each with its next command after its last. */
export async function drive(client: Client, { command, concurrency, ms }: Load): Promise<Driven> {
  const samples: number[] = [];
  let missed = 0;
  const commands = {
    get: () => getMissed(client, randomId()),
    set: async () => {
      const id = randomId();
      await client.set(keyOf(id), VALUES[id]!);
      return 0;
    },
    getMany: () => getManyMissed(client),
  };
  const call = commands[command];
  const started = performance.now();
  const end = started + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      missed += await call();
      const after = performance.now();
      samples.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - started) / 1000;
  const times = command === 'getMany' ? KEYS_AT_ONCE : 1;
  return {
    missed,
    perSecond: (samples.length * times) / seconds,
    p50: quantile(samples, 0.5) * 1000,
    p99: quantile(samples, 0.99) * 1000,
  };
}

/** 1 if the key was not found. */
async function getMissed(client: Client, id: number): Promise<number> {
  const value = await client.get(keyOf(id));
  if (value === undefined) return 1;
  if (value.length !== VALUE_BYTES || !value.startsWith(`${id}:`)) {
    throw new Error(`this is not the value of ${id}: ${`${value}`.slice(0, 20)}`);
  }
  return 0;
}

async function getManyMissed(client: Client): Promise<number> {
  const from = randomId();
  const keys = Array.from({ length: KEYS_AT_ONCE }, (_, i) => keyOf((from + 7 * i) % KEYS));
  return KEYS_AT_ONCE - (await client.getMany(keys));
}

function randomId(): number {
  return Math.floor(Math.random() * KEYS);
}
