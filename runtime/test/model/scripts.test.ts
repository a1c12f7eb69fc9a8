import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { Script } from '../../lib/drivers/driver';
import { ADD_INTENT, DROP_INTENT, ENSURE_VERSIONS, RENEW_VERSIONS } from '../../lib/protocol/scripts';
import { addIntent, dropIntent, newVersion, writersOf } from './cache';
import { FULL } from './guards';

/** Milliseconds that the intents of the two writers live: the second must not shorten the first. */
const LIVES = [600_000, 60_000];
const STEPS = ['add 0', 'add 1', 'drop 0', 'drop 1', 'create', 'renew', 'evict'] as const;
type Name = (typeof STEPS)[number];

/** What the cache of the model does with one version key. */
const MODEL: { readonly [step in Name]: (version: number, fresh: number) => number } = {
  'add 0': (version, fresh) => addIntent(version, 0, fresh, FULL),
  'add 1': (version, fresh) => addIntent(version, 1, fresh, FULL),
  'drop 0': (version, fresh) => dropIntent(version, 0, fresh, FULL),
  'drop 1': (version, fresh) => dropIntent(version, 1, fresh, FULL),
  create: (version, fresh) => version || newVersion(fresh, FULL),
  renew: (version) => version,
  evict: () => 0,
};

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const run = ({ text }: Script, key: string, ...args: string[]) => server.command('EVAL', text, '1', key, ...args);

/** The same with a key of a real server, by the scripts of the runtime. */
function execute(step: Name, key: string, fresh: number, plain: string): Promise<unknown> {
  const [, writer] = step.split(' ');
  if (step.startsWith('add')) return run(ADD_INTENT, key, `w${writer}`, `n${fresh}`, `${LIVES[Number(writer)]}`);
  if (step.startsWith('drop')) return run(DROP_INTENT, key, `w${writer}`, `n${fresh}`);
  if (step === 'create') return run(ENSURE_VERSIONS, key, `r${fresh}`, '1000000');
  if (step === 'renew') return run(RENEW_VERSIONS, key, '20000', plain);
  return server.command('DEL', key);
}

/** All orders of so many steps. */
function sequences(length: number): Name[][] {
  if (length === 0) return [[]];
  return sequences(length - 1).flatMap((sequence) => STEPS.map((step) => [...sequence, step]));
}

/** How a key of the server differs from that of the model; nothing if it does not. */
async function differences(steps: readonly Name[], key: string): Promise<string[]> {
  const values = new Map<number, string>();
  const different: string[] = [];
  let version = 0;
  let plain = 'none';
  for (const [at, step] of steps.entries()) {
    version = MODEL[step](version, at + 1);
    const [, value, life] = (await Promise.all([
      execute(step, key, at + 1, plain),
      server.command('GET', key),
      server.command('PTTL', key),
    ])) as [unknown, string | null, number];
    const writers = [0, 1].filter((writer) => writersOf(version) & (1 << writer));
    const found = value?.startsWith('!')
      ? [...value.matchAll(/w(\d):/g)].map(([, writer]) => Number(writer)).sort()
      : [];
    const known = values.get(version);
    // A value stays the same exactly as long as the model's does, and never comes back.
    const same = known === undefined ? ![...values.values()].includes(`${value}`) : known === value;
    const alive = writers.every((writer) => life > LIVES[writer] - 30_000);
    const right = (value === null) === (version === 0) && `${found}` === `${writers}` && alive;
    if (!right || (value !== null && !same)) different.push(`${steps.slice(0, at + 1)}: ${value}, ${life} ms`);
    if (value === null) continue;
    values.set(version, value);
    if (writers.length === 0) plain = value;
  }
  return different;
}

test('the scripts do with a version key what the model does, in every order of four steps', async () => {
  const found = await Promise.all(sequences(4).map((steps, number) => differences(steps, `v:${number}`)));
  expect(found).toHaveLength(7 ** 4);
  expect(found.flat()).toEqual([]);
}, 60_000);
