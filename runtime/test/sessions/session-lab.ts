import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { Link } from '../../lib/link';
import type { SessionStoreOptions } from '../../lib/sessions/session-options';
import type { SessionStore } from '../../lib/sessions/session-store';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheTierOptions } from '../../lib/tier/tier-options';
import { type App, type AppOptions, Browser, type Handlers, type StartApp } from './session-app';

/** A server, and stores and applications that end with their test. */
export interface SessionLab {
  readonly redis: RunningServer;
  readonly link: Link;
  /** What was told of problems. */
  readonly problems: Error[];
  store(options?: SessionStoreOptions, tier?: CacheTierOptions, link?: Link): Promise<SessionStore>;
  app(start: StartApp, handlers: Handlers, options?: AppOptions, store?: SessionStore): Promise<App>;
  /** The one key of the store. */
  key(): Promise<string>;
  /** How often scripts ran, and how often values were written, since the last time. */
  calls(): Promise<{ readonly scripts: number; readonly writes: number; readonly expiries: number }>;
}

/** A busy machine is slow, and a deadline is not what most tests are about. */
const PATIENT = { deadlineMs: 5_000 };

export function useSessionLab(): SessionLab {
  const ends: (() => Promise<unknown>)[] = [];
  const lab = { problems: [] as Error[] } as { -readonly [name in keyof SessionLab]: SessionLab[name] };
  beforeAll(async () => {
    lab.redis = await startServer();
    lab.link = { endpoint: '127.0.0.1', port: `${lab.redis.port}` };
  });
  beforeEach(async () => {
    lab.problems.length = 0;
    await lab.redis.command('FLUSHALL');
    await lab.redis.command('CONFIG', 'RESETSTAT');
  });
  afterEach(async () => {
    lab.redis.thaw();
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(() => lab.redis?.stop());
  lab.store = async (options, tierOptions, link = lab.link) => {
    const tier = CacheTier.fromLink(link, { onProblem: (error) => lab.problems.push(error), ...tierOptions });
    ends.push(() => tier.close());
    await tier.ready(10_000);
    return tier.sessionStore({ ...PATIENT, ...options });
  };
  lab.app = async (start, handlers, options, store) => {
    const app = await start(store ?? (await lab.store()), handlers, options);
    ends.push(() => app.stop());
    return app;
  };
  lab.key = async () => {
    const keys = (await lab.redis.command('KEYS', '*')) as string[];
    expect(keys).toHaveLength(1);
    return keys[0]!;
  };
  lab.calls = async () => {
    const text = `${await lab.redis.command('INFO', 'commandstats')}`;
    const of = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
    await lab.redis.command('CONFIG', 'RESETSTAT');
    return { scripts: of('evalsha') + of('eval'), writes: of('set'), expiries: of('pexpire') };
  };
  return lab;
}

/** What most applications do with a session. */
export const HANDLERS: Handlers = {
  login: ({ session, body }) => {
    Object.assign(session!, { user: 'ann' }, body);
  },
  put: ({ session, body }) => {
    Object.assign(session!, body);
  },
  drop: ({ session, body }) => {
    for (const name of body.names as string[]) delete session![name];
  },
  show: ({ session }) => {
    const { cookie, ...data } = JSON.parse(JSON.stringify(session));
    return data;
  },
  nothing: () => undefined,
  logout: (visit) => visit.destroy(),
};

/** A browser with a session. */
export async function loggedIn(app: App, body: object = {}): Promise<Browser> {
  const browser = new Browser(app);
  expect(await browser.visit('login', body)).toMatchObject({ status: 200, set: expect.any(String) });
  return browser;
}

/** The same person in another tab. */
export function tab(app: App, browser: Browser): Browser {
  const other = new Browser(app);
  other.cookie = browser.cookie;
  return other;
}
