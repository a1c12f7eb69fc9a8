import fc from 'fast-check';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { Script } from '../../lib/drivers/driver';
import { isOver } from '../../lib/protocol/script-steps';
import { ADD_INTENT, DROP_INTENT, ENSURE_VERSIONS, RELEASE_LEASE, RENEW_VERSIONS } from '../../lib/protocol/scripts';
import { up } from './lab';
import { driverOf, startMemcachedLab } from './memcached-lab';

const START = 1_700_000_000_000;
const IDS = ['a', 'b', 'c'];

/** What can happen to a key: a script, or that it is set by somebody else, or goes. */
type Event =
  | { readonly script: Script; readonly args: readonly string[] }
  | { readonly set: string }
  | { readonly gone: true };
type Moment = Event & { readonly after: number };

const id = fc.constantFrom(...IDS);
const nonce = fc.stringMatching(/^[A-Za-z0-9_-]{8}$/);
/** Equal ones often enough that a writer ends in the very moment of a script. */
const ms = fc.oneof(fc.constantFrom(1_000, 5_000, 6_000), fc.integer({ min: 1, max: 40_000 }));
const after = fc.oneof(fc.constantFrom(0, 1_000, 5_000), fc.integer({ min: 0, max: 15_000 }));
const version = fc.constantFrom('r11.1', 'r21.2');
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(id, nonce, ms).map(([one, two, px]) => run(ADD_INTENT, one, two, `${px}`)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.uniqueArray(id, { minLength: 1 }), nonce)
      .map(([ids, two]) => run(DROP_INTENT, ids.join(), two)),
  },
  fc.tuple(nonce, ms).map(([random, px]) => run(ENSURE_VERSIONS, random, `${px}`)),
  fc.tuple(ms, version).map(([px, known]) => run(RENEW_VERSIONS, `${px}`, known)),
  id.map((holder) => run(RELEASE_LEASE, holder)),
  // A version to be renewed, a lease to be given back, and what no release has written.
  fc.constantFrom('r11.1', 'a', '!', '!n', '!n|', '!n|x', 'r:1|a:9').map((set) => ({ set })),
  fc.constant({ gone: true as const }),
);
const history: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.tuple(event, after).map(([what, wait]) => ({ ...what, after: wait })),
  { maxLength: 12 },
);

function run(script: Script, ...args: string[]): Event {
  return { script, args };
}

/** A key without Lua: what the steps make of it. */
class Stepped {
  private value: string | null = null;
  private until = 0;

  public at(now: number): string | null {
    if (now >= this.until) this.value = null;
    return this.value;
  }

  public put(value: string | null, until = Number.POSITIVE_INFINITY): void {
    this.value = value;
    this.until = until;
  }

  public run(script: Script, args: readonly string[], now: number): readonly [reply: unknown, px: number | undefined] {
    const { reply, put, remove } = script.step!(this.at(now), { args, index: 0, now: { earliest: now, latest: now } });
    if (put) this.put(put.value, now + put.px);
    else if (remove) this.put(null);
    return [script.listed ? [reply] : reply, put?.px];
  }
}

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/**
 * The script as it is, on a server whose time the test decides on. What is to expire is kept, and for how long is written
 * beside it: the real time goes another way.
 */
function lua({ text }: Script, now: number): string {
  return `local server = redis
local redis = {}
function redis.call(name, key, value, px, ms)
  if name == 'TIME' then return { '${Math.floor(now / 1_000)}', '${(now % 1_000) * 1_000}' } end
  if name == 'SET' then server.call('SET', key .. ':px', ms) end
  return value and server.call(name, key, value) or server.call(name, key)
end
redis.pcall = redis.call
${text}`;
}

let keys = 0;

test('each script does by its step what it does by Lua, at every moment of a random history', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (moments) => {
      const key = `key ${keys++}`;
      const stepped = new Stepped();
      const replies: Promise<unknown>[] = [];
      const expected: unknown[] = [];
      // The server answers in order, so that nothing has to be waited for before the end.
      const send = (reply: unknown, ...command: string[]) => {
        replies.push(server.command(...command));
        expected.push(reply);
      };
      let now = START;
      for (const moment of moments) {
        now += moment.after;
        // The time of the test goes faster than that of the server.
        if (stepped.at(now) === null) send(expect.any(Number), 'DEL', key);
        if ('script' in moment) {
          const { script, args } = moment;
          const [reply, px] = stepped.run(script, args, now);
          send(reply, 'EVAL', lua(script, now), '1', key, ...args);
          if (px !== undefined) send(`${px}`, 'GET', `${key}:px`);
        } else if ('set' in moment) {
          stepped.put(moment.set);
          send('OK', 'SET', key, moment.set);
        } else {
          stepped.put(null);
          send(expect.any(Number), 'DEL', key);
        }
        send(stepped.at(now), 'GET', key);
      }
      expect(await Promise.all(replies)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('the driver of Memcached leaves and replies what Redis does, but for the moment', async () => {
  const lab = await startMemcachedLab(1);
  const driver = driverOf(lab.nodes);
  await up(driver);
  /** Until when a writer counts, and when a version was made. */
  const timeless = (found: unknown) => JSON.stringify(meant(found)).replace(/([:.])\d{13}/g, '$1time');
  const lasting = history.map((moments) => moments.map((moment) => ({ ...moment, ...atLength(moment) })));
  try {
    await fc.assert(
      fc.asyncProperty(lasting, async (moments) => {
        const key = `key ${keys++}`;
        for (const moment of moments) {
          if ('script' in moment) {
            const { script, args } = moment;
            const replies = [server.command('EVAL', script.text, '1', key, ...args), driver.run(script, [key], args)];
            const [one, other] = await Promise.all<unknown>(replies);
            expect(timeless(other)).toBe(timeless(one));
          } else if ('set' in moment) {
            await server.command('SET', key, moment.set);
            await driver.set(key, Buffer.from(moment.set), { px: 600_000 });
          } else {
            await Promise.all([server.command('DEL', key), driver.unlink([key])]);
          }
          const { values } = await driver.read([key]);
          expect(timeless(values[0]?.toString() ?? null)).toBe(timeless(await server.command('GET', key)));
        }
      }),
      { numRuns: 50 },
    );
  } finally {
    await driver.close();
    await lab.stop();
  }
});

/** Of an announcement, who writes and until when; of several records of one writer the first counts. */
function meant(found: unknown): unknown {
  if (Array.isArray(found)) return found.map(meant);
  if (typeof found !== 'string' || !found.startsWith('!') || !found.includes('|')) return found;
  const writers = new Map<string, string>();
  for (const [, id, till] of found.matchAll(/([^,:|]+):(\d+)/g)) if (!writers.has(id!)) writers.set(id!, till!);
  return ['!', ...[...writers].filter(([, till]) => Number(till) >= START).map((writer) => writer.join(':'))].sort();
}

test('a record in front of a value says what its step would have left, at every moment of a random history', () => {
  const writing = history.map((moments) => moments.filter((moment) => !('script' in moment) || moment.script.record));
  fc.assert(
    fc.property(writing, fc.integer({ min: 0, max: 2_000 }), (moments, unknown) => {
      const stepped = new Stepped();
      let logged: string | null = null;
      let now = START;
      for (const moment of moments) {
        now += moment.after;
        const at = { earliest: now, latest: now + unknown };
        if ('script' in moment) {
          const { script, args } = moment;
          const context = { args, index: 0, now: at };
          const [one, other] = [stepped.at(now), logged].map((value) => script.step!(value, context));
          expect(other!.reply).toBe(one!.reply);
          stepped.put(one!.put?.value ?? null, now + (one!.put?.px ?? 0));
          logged = `${script.record!(context)}${logged ?? ''}`;
        } else {
          logged = 'set' in moment ? moment.set : null;
          stepped.put(logged);
        }
        const writers = (value: string | null) =>
          [meant(value)]
            .flat()
            .filter((writer): writer is string => typeof writer === 'string')
            .filter((writer) => Number(writer.split(':')[1]) > now);
        const left = stepped.at(now);
        expect(writers(logged)).toEqual(writers(left));
        if ('script' in moment) expect(isOver(logged!, now)).toBe(left === null);
      }
    }),
    { numRuns: 500 },
  );
});

/** Long enough that nothing ends during the test. */
function atLength(event: Event): Event {
  if (!('script' in event)) return event;
  return { script: event.script, args: event.args.map((arg) => (/^\d+$/.test(arg) ? '600000' : arg)) };
}

test('where the clock is not known exactly, writers live rather longer, and versions are rather young', () => {
  const now = { earliest: 10_000, latest: 11_000 };
  const step = ({ step }: Script, value: string | null, ...args: string[]) => step!(value, { args, index: 0, now });
  expect(step(ADD_INTENT, '!n|a:10000,b:10001,c:12500', 'd', 'm', '1000').put).toEqual({
    value: '!m|b:10001,c:12500,d:12000',
    px: 2_500,
  });
  expect(step(DROP_INTENT, '!n|a:10000,b:10001', 'a', 'm')).toEqual({
    reply: 0,
    put: { value: '!m|b:10001', px: 1, optional: true },
  });
  expect(step(ENSURE_VERSIONS, null, 'r', '5')).toEqual({ reply: 'r1.11000', put: { value: 'r1.11000', px: 5 } });
});

test('a script names its keys in the step as in Lua: by their place', async () => {
  const at = (index: number, ...args: string[]) => ({ args, index, now: { earliest: START, latest: START } });
  const made = await server.command('EVAL', lua(ENSURE_VERSIONS, START), '2', 'one', 'two', 'r', '60000');
  const versions = [0, 1].map((index) => ENSURE_VERSIONS.step!(null, at(index, 'r', '60000')).reply);
  expect(made).toEqual(versions);
  await server.command('DEL', 'one:px', 'two:px');
  await server.command('EVAL', lua(RENEW_VERSIONS, START), '2', 'one', 'two', '90000', 'other', `${versions[1]}`);
  const renewed = versions.map((value, index) =>
    RENEW_VERSIONS.step!(`${value}`, at(index, '90000', 'other', `${versions[1]}`)),
  );
  expect(renewed.map(({ put }) => put?.px)).toEqual([undefined, 90_000]);
  expect(await server.command('MGET', 'one:px', 'two:px')).toEqual([null, '90000']);
});
