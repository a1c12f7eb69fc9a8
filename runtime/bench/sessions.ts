import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { RunningServer } from '../../test/servers/redis-server';
import { CacheTier } from '../lib/tier/cache-tier';
import type { Arena } from './arena';
import { count, type Findings, ratio } from './report';
import { median, spread } from './statistics';

/** A store by its methods with callbacks, as express-session and fastify call them. */
interface Store {
  get(id: string): Promise<Record<string, unknown> | undefined>;
  set(id: string, session: object): Promise<unknown>;
  touch(id: string, session: object): Promise<unknown>;
  destroy(id: string): Promise<unknown>;
}

interface Contender {
  readonly name: string;
  readonly store: Store;
  close(): Promise<unknown>;
}

const OURS = 'cache-tier';
const THEIRS = 'connect-redis';
const SESSIONS = 200;
const RACES = 1_000;
const TASKS = ['load', 'save', 'touch'] as const;

// biome-ignore lint/suspicious/noExplicitAny: two stores, each with types of its own.
function promised(store: any): Store {
  const call = (name: string) => promisify(store[name].bind(store)) as never;
  return { get: call('get'), set: call('set'), touch: call('touch'), destroy: call('destroy') };
}

async function ours(port: number): Promise<Contender> {
  // Every touch is sent, as the other one does it.
  const tier = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${port}` }, { client: 'node-redis' });
  await tier.ready();
  const store = tier.sessionStore({ deadlineMs: 10_000, touchAfter: 0 });
  return { name: OURS, store: promised(store), close: () => tier.close() };
}

async function theirs(port: number): Promise<Contender> {
  const { RedisStore } = await import('connect-redis');
  const { createClient } = await import('redis');
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  return { name: THEIRS, store: promised(new RedisStore({ client })), close: () => client.close() };
}

function sessionOf(index: number): Record<string, unknown> & { cookie: { expires: Date } } {
  const cookie = { originalMaxAge: 86_400_000, expires: new Date(Date.now() + 86_400_000), httpOnly: true, path: '/' };
  const cart = Array.from({ length: 5 }, (_, item) => ({ sku: `SKU-${index}-${item}`, count: item }));
  return { cookie, user: `user ${index}`, roles: ['customer'], csrf: 'x'.repeat(32), cart };
}

/** Sessions as a request has them in its hands. */
type Held = readonly { readonly id: string; readonly session: ReturnType<typeof sessionOf> }[];

async function held({ store }: Contender): Promise<Held> {
  const ids = Array.from({ length: SESSIONS }, () => randomUUID());
  await Promise.all(ids.map((id, index) => store.set(id, sessionOf(index))));
  return Promise.all(ids.map(async (id) => ({ id, session: (await store.get(id)) as ReturnType<typeof sessionOf> })));
}

async function perSecond(contender: Contender, all: Held, task: (typeof TASKS)[number], atOnce: number, calls: number) {
  const { store } = contender;
  let next = 0;
  const caller = async () => {
    while (next < calls) {
      const number = next++;
      const { id, session } = all[number % all.length]!;
      if (task === 'load') await store.get(id);
      else if (task === 'save') {
        session.visits = number;
        await store.set(id, session);
      } else {
        session.cookie.expires = new Date(Date.now() + 86_400_000);
        await store.touch(id, session);
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  return (calls / (performance.now() - started)) * 1000;
}

/** Commands that a client sends for one call; those that a script calls inside are none. */
async function commandsPerCall(server: RunningServer, contender: Contender, all: Held, task: (typeof TASKS)[number]) {
  await server.command('CONFIG', 'RESETSTAT');
  await perSecond(contender, all, task, 1, 100);
  const stats = `${await server.command('INFO', 'commandstats')}`;
  const sent = task === 'load' ? ['evalsha', 'get'] : task === 'save' ? ['evalsha', 'set'] : ['evalsha', 'expire'];
  const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  return (calls('evalsha') > 0 ? calls('evalsha') : sent.reduce((sum, name) => sum + calls(name), 0)) / 100;
}

async function bytes(server: RunningServer, contender: Contender): Promise<number> {
  await server.command('FLUSHALL');
  await held(contender);
  const keys = (await server.command('KEYS', '*')) as string[];
  return median(await Promise.all(keys.map(async (key) => Number(await server.command('MEMORY', 'USAGE', key)))));
}

/** A request loads a session, a parallel one logs out, and the first one saves. How many sessions are there again? */
async function revived({ store }: Contender): Promise<number> {
  let found = 0;
  for (let race = 0; race < RACES; race += 1) {
    const id = randomUUID();
    await store.set(id, sessionOf(race));
    const session = (await store.get(id))!;
    await store.destroy(id);
    session.visits = 1;
    await store.set(id, session);
    if (await store.get(id)) found += 1;
  }
  return found;
}

/** Two requests load a session, and each saves a field of its own. How many fields are missing then? */
async function lostFields({ store }: Contender): Promise<number> {
  let lost = 0;
  for (let race = 0; race < RACES; race += 1) {
    const id = randomUUID();
    await store.set(id, sessionOf(race));
    const [one, other] = [(await store.get(id))!, (await store.get(id))!];
    one.a = 1;
    other.b = 1;
    await Promise.all([store.set(id, one), store.set(id, other)]);
    const session = (await store.get(id))!;
    if (session.a === undefined || session.b === undefined) lost += 1;
  }
  return lost;
}

/** Our session store and connect-redis, over the same client package. */
export async function sessions(arena: Arena): Promise<Findings> {
  const { cache: server } = arena;
  const contenders = [await ours(server.port), await theirs(server.port)];
  try {
    const speeds: string[][] = [];
    for (const task of TASKS) {
      for (const atOnce of [1, 50]) {
        const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
        const all = new Map(await Promise.all(contenders.map(async (one) => [one.name, await held(one)] as const)));
        const calls = Math.ceil((atOnce === 1 ? 1_500 : 8_000) * arena.effort);
        // The first round warms up, and is not counted.
        for (let round = 0; round <= arena.rounds; round += 1) {
          for (const one of round % 2 ? contenders : [...contenders].reverse()) {
            const rate = await perSecond(one, all.get(one.name)!, task, atOnce, calls);
            if (round > 0) rates.get(one.name)!.push(rate);
          }
        }
        const [mine, other] = [rates.get(OURS)!, rates.get(THEIRS)!];
        speeds.push([
          `${task}, ${atOnce} at once`,
          ratio(spread(mine.map((rate, round) => rate / other[round]!))),
          count(median(mine)),
          count(median(other)),
          ...[await commandsPerCall(server, contenders[0]!, all.get(OURS)!, task)].map((one) => one.toFixed(2)),
          ...[await commandsPerCall(server, contenders[1]!, all.get(THEIRS)!, task)].map((one) => one.toFixed(2)),
        ]);
      }
    }
    const behaviour: string[][] = [];
    for (const one of contenders) {
      const [size, back, lost] = [await bytes(server, one), await revived(one), await lostFields(one)];
      behaviour.push([one.name, count(size), `${count(back)} of ${count(RACES)}`, `${count(lost)} of ${count(RACES)}`]);
    }
    return {
      tables: [
        {
          title: 'Sessions: speed',
          note: `Ratios to connect-redis in the same round, by the store's own methods, both over node-redis and one connection; ${SESSIONS} sessions of about 450 bytes as JSON. A save changes one field; every touch is sent (touchAfter: 0). Commands are those that a client sends.`,
          columns: [
            'task',
            'cache-tier to connect-redis',
            'cache-tier, per second',
            'connect-redis, per second',
            'commands',
            'of connect-redis',
          ],
          rows: speeds,
        },
        {
          title: 'Sessions: behaviour',
          note: 'Bytes by MEMORY USAGE, key included. Sessions that a late save brought back after a logout; pairs of requests of which one lost its field.',
          columns: ['store', 'bytes of a session', 'logouts undone', 'fields lost'],
          rows: behaviour,
        },
      ],
      figures: [
        {
          name: 'sessions: logouts undone by a late save, cache-tier',
          measured: behaviour[0]![2]!,
          aim: '0 of 1,000',
          met: behaviour[0]![2] === '0 of 1,000',
        },
        {
          name: 'sessions: fields lost by parallel requests, cache-tier',
          measured: behaviour[0]![3]!,
          aim: '0 of 1,000',
          met: behaviour[0]![3] === '0 of 1,000',
        },
      ],
    };
  } finally {
    await Promise.all(contenders.map((one) => one.close()));
  }
}
