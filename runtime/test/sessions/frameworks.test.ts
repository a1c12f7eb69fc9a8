import { inspect } from 'node:util';
import { Browser, Gate, type StartApp, startExpress, startFastify, type Visit } from './session-app';
import { HANDLERS, loggedIn, tab, useSessionLab } from './session-lab';

const FRAMEWORKS: readonly (readonly [string, StartApp])[] = [
  ['express-session', startExpress],
  ['@fastify/session', startFastify],
];

describe.each(FRAMEWORKS)('%s', (framework, start) => {
  const lab = useSessionLab();

  test('a session is kept from one request to the next, and leaves no trace on what handlers see', async () => {
    const seen: string[][] = [];
    const look = ({ session }: Visit) => {
      seen.push([...Object.keys(session!), ...('toJSON' in session! ? ['toJSON'] : [])]);
    };
    const app = await lab.app(start, { ...HANDLERS, look });
    const browser = await loggedIn(app, {
      cart: { items: [1, 2], none: [] },
      note: 'ünï 👍 \ud800',
      ratio: 1.5,
      big: 2 ** 53,
    });
    expect((await browser.visit('show')).result).toEqual({
      user: 'ann',
      cart: { items: [1, 2], none: [] },
      note: 'ünï 👍 \ud800',
      ratio: 1.5,
      big: 2 ** 53,
    });
    await browser.visit('look');
    expect(seen).toEqual([expect.not.arrayContaining(['toJSON'])]);
  });

  test('S1: a request that was under way during a logout does not bring the session back', async () => {
    const gate = new Gate();
    const slow = async ({ session }: Visit) => {
      await gate.wait();
      session!.late = true;
    };
    const app = await lab.app(start, { ...HANDLERS, slow });
    const browser = await loggedIn(app);
    const other = tab(app, browser);
    const late = browser.visit('slow');
    await gate.reached;
    await other.visit('logout');
    gate.open();
    expect((await late).status).toBe(200);
    expect((await tab(app, browser).visit('show')).result).toEqual({});
    expect(app.errors).toEqual([]);
  });

  test('S1: nor does it long after the store has forgotten that there was a logout', async () => {
    const gate = new Gate();
    const slow = async ({ session }: Visit) => {
      await gate.wait();
      session!.late = true;
    };
    const app = await lab.app(start, { ...HANDLERS, slow });
    const browser = await loggedIn(app);
    const late = browser.visit('slow');
    await gate.reached;
    await tab(app, browser).visit('logout');
    await lab.redis.command('FLUSHALL');
    gate.open();
    await late;
    expect(await lab.redis.command('DBSIZE')).toBe(0);
  });

  test('S1: a request that only read does not bring it back either', async () => {
    const gate = new Gate();
    const app = await lab.app(start, { ...HANDLERS, slow: () => gate.wait() }, { cookie: { maxAge: 60_000 } });
    const browser = await loggedIn(app);
    const late = browser.visit('slow');
    await gate.reached;
    await tab(app, browser).visit('logout');
    gate.open();
    expect((await late).status).toBe(200);
    expect((await tab(app, browser).visit('show')).result).toEqual({});
  });

  test('S1: what stays of a logout is a byte, for a while', async () => {
    const app = await lab.app(start, HANDLERS, {}, await lab.store({ destroyedFor: '30s' }));
    await (await loggedIn(app)).visit('logout');
    const key = await lab.key();
    expect(await lab.redis.command('GET', key)).toBe('D');
    const left = Number(await lab.redis.command('PTTL', key));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(30_000);
  });

  test('S1: a session that was given another id lives under that one alone', async () => {
    const regenerate = async (visit: Visit) => {
      await visit.regenerate();
      visit.session!.user = 'ben';
    };
    const app = await lab.app(start, { ...HANDLERS, regenerate });
    const browser = await loggedIn(app);
    const before = tab(app, browser);
    expect((await browser.visit('regenerate')).set).toBeDefined();
    expect((await browser.visit('show')).result).toEqual({ user: 'ben' });
    expect((await before.visit('show')).result).toEqual({});
  });

  test('S1: a session whose id was destroyed shortly before is not saved, and somebody is told', async () => {
    const app = await lab.app(start, HANDLERS, { genid: () => 'always-the-same-id' });
    const browser = await loggedIn(app);
    await browser.visit('logout');
    const again = new Browser(app);
    await again.visit('login');
    expect((await again.visit('show')).result).toEqual({});
    expect(lab.problems.map((error) => error.message)).toEqual([
      'a session was not saved: its id is that of one that was destroyed shortly before',
    ]);
  });

  test('S2: two requests at once that change different fields keep both', async () => {
    const gate = new Gate();
    const slow = async ({ session, body }: Visit) => {
      await gate.wait();
      Object.assign(session!, body);
    };
    const app = await lab.app(start, { ...HANDLERS, slow });
    const browser = await loggedIn(app, { a: 0, b: 0, gone: 1 });
    const other = tab(app, browser);
    const late = browser.visit('slow', { a: 1 });
    await gate.reached;
    await other.visit('put', { b: { deep: [1] }, c: 1 });
    await other.visit('drop', { names: ['gone'] });
    gate.open();
    await late;
    expect((await browser.visit('show')).result).toEqual({ user: 'ann', a: 1, b: { deep: [1] }, c: 1 });
  });

  test('S2: of the same field the last write wins, as a whole', async () => {
    const gate = new Gate();
    const slow = async ({ session }: Visit) => {
      await gate.wait();
      (session!.cart as Record<string, number>).a = 1;
    };
    const app = await lab.app(start, { ...HANDLERS, slow });
    const browser = await loggedIn(app, { cart: { a: 0, b: 0 } });
    const late = browser.visit('slow');
    await gate.reached;
    await tab(app, browser).visit('put', { cart: { a: 0, b: 1 } });
    gate.open();
    await late;
    expect((await browser.visit('show')).result).toEqual({ user: 'ann', cart: { a: 1, b: 0 } });
  });

  test('S2: a request that saves several times keeps what others wrote between', async () => {
    const gate = new Gate();
    const twice = async (visit: Visit) => {
      visit.session!.a = 1;
      await visit.save();
      await gate.wait();
      visit.session!.d = 1;
    };
    const app = await lab.app(start, { ...HANDLERS, twice });
    const browser = await loggedIn(app, { a: 0 });
    const late = browser.visit('twice');
    await gate.reached;
    await tab(app, browser).visit('put', { a: 2, b: 2 });
    gate.open();
    await late;
    expect((await browser.visit('show')).result).toEqual({ user: 'ann', a: 2, b: 2, d: 1 });
  });

  test('S2: a request that reloads goes on from there', async () => {
    const gate = new Gate();
    const reload = async (visit: Visit) => {
      await gate.wait();
      await visit.reload();
      visit.session!.seen = visit.session!.b;
      delete visit.session!.b;
    };
    const app = await lab.app(start, { ...HANDLERS, reload });
    const browser = await loggedIn(app);
    const late = browser.visit('reload');
    await gate.reached;
    await tab(app, browser).visit('put', { b: 2, c: 3 });
    gate.open();
    await late;
    expect((await browser.visit('show')).result).toEqual({ user: 'ann', c: 3, seen: 2 });
  });

  test('S3: a request that changes nothing writes nothing, and asks once', async () => {
    const app = await lab.app(start, HANDLERS, { cookie: { maxAge: 60_000 } });
    const browser = await loggedIn(app);
    await lab.calls();
    for (let visits = 0; visits < 5; visits += 1) await browser.visit('nothing');
    expect(await lab.calls()).toEqual({ scripts: 5, writes: 0, expiries: 0 });
  });

  test('S3: the time of a session moves without what it holds being written', async () => {
    const app = await lab.app(start, HANDLERS, { cookie: { maxAge: 60_000 } }, await lab.store({ touchAfter: 0 }));
    const browser = await loggedIn(app);
    const key = await lab.key();
    // The first time a script is sent as a text.
    await browser.visit('nothing');
    await lab.redis.command('PEXPIRE', key, '30000');
    await lab.calls();
    await browser.visit('nothing');
    expect(await lab.calls()).toEqual({ scripts: 2, writes: 0, expiries: 1 });
    expect(Number(await lab.redis.command('PTTL', key))).toBeGreaterThan(50_000);
  });

  test('S4: a session lives as long as its cookie says, and each visit begins that anew', async () => {
    const left = ({ session }: Visit) => session!.cookie.expires!.getTime() - Date.now();
    const app = await lab.app(
      start,
      { ...HANDLERS, left },
      { cookie: { maxAge: 40_000.7 } },
      await lab.store({ ttl: '9m' }),
    );
    const browser = await loggedIn(app);
    const key = await lab.key();
    expect(Number(await lab.redis.command('PTTL', key))).toBeGreaterThan(20_000);
    expect(Number(await lab.redis.command('PTTL', key))).toBeLessThanOrEqual(40_001);
    await lab.redis.command('PEXPIRE', key, '20000');
    expect((await browser.visit('left')).result).toBeLessThanOrEqual(framework === 'express-session' ? 20_000 : 40_001);
    expect(Number(await lab.redis.command('PTTL', key))).toBeGreaterThan(20_000);
  });

  test('S4: a cookie that ends with the browser leaves the time to the store', async () => {
    const app = await lab.app(start, HANDLERS, {}, await lab.store({ ttl: '7s' }));
    await loggedIn(app);
    const left = Number(await lab.redis.command('PTTL', await lab.key()));
    expect(left).toBeLessThanOrEqual(7_000);
    expect(left).toBeGreaterThan(1_000);
  });

  test('S4: a visit that makes the cookie last longer is remembered', async () => {
    const stay = ({ session }: Visit) => {
      session!.cookie.maxAge = 600_000;
    };
    const app = await lab.app(start, { ...HANDLERS, stay }, { cookie: { maxAge: 20_000 } });
    const browser = await loggedIn(app);
    await browser.visit('stay');
    await browser.visit('nothing');
    expect(Number(await lab.redis.command('PTTL', await lab.key()))).toBeGreaterThan(500_000);
  });

  test('S5: without the store a request fails with 503', async () => {
    const store = await lab.store({ deadlineMs: 1_000 });
    const app = await lab.app(start, HANDLERS, {}, store);
    const browser = await loggedIn(app);
    lab.redis.freeze();
    expect((await browser.visit('show')).status).toBe(503);
    expect((await browser.visit('show')).status).toBe(503);
    expect(app.errors.map(({ message }) => message)).toEqual([
      'the session store cannot be asked: the cache gave no reply within 1000 ms',
      'the session store cannot be asked: the cache cannot be asked',
    ]);
    lab.redis.thaw();
    await until(async () => (await browser.visit('show')).status === 200);
    expect((await browser.visit('show')).result).toEqual({ user: 'ann' });
  });

  test('S5: or it goes on without a session, and who asked is told', async () => {
    const store = await lab.store({ deadlineMs: 1_000, onUnavailable: 'anonymous' });
    const app = await lab.app(start, HANDLERS, {}, store);
    const browser = await loggedIn(app);
    const { cookie } = browser;
    lab.redis.freeze();
    // fastify takes back the cookie of a session that it was not given.
    const set = framework === 'express-session' ? undefined : expect.stringContaining('Max-Age=0');
    expect(await browser.visit('show')).toMatchObject({ status: 200, result: {}, set });
    expect(await new Browser(app).visit('put', { a: 1 })).toMatchObject({ status: 200 });
    expect(lab.problems.map(({ name }) => name)).toContain('SessionStoreError');
    expect(app.errors).toEqual([]);
    lab.redis.thaw();
    await until(async () => {
      // A visit that came too early has taken it back once more.
      browser.cookie = cookie;
      return Object.keys((await browser.visit('show')).result as object).length > 0;
    });
    expect((await browser.visit('show')).result).toEqual({ user: 'ann' });
  });

  test('S5: a logout that the store has not heard of is an error, and is done when it goes on', async () => {
    const gate = new Gate();
    const slow = async (visit: Visit) => {
      await gate.wait();
      await visit.destroy();
    };
    const store = await lab.store({ deadlineMs: 1_000, onUnavailable: 'anonymous' });
    const app = await lab.app(start, { ...HANDLERS, slow }, {}, store);
    const browser = await loggedIn(app);
    const out = tab(app, browser).visit('slow');
    await gate.reached;
    lab.redis.freeze();
    gate.open();
    expect((await out).status).toBe(503);
    lab.redis.thaw();
    const key = await lab.key();
    await until(async () => (await lab.redis.command('GET', key)) === 'D');
  });

  test('S5: a session that cannot be saved fails its request, and the process lives on', async () => {
    const fail = ({ session }: Visit) => {
      session!.a = 1;
      throw Object.assign(new Error('of its own'), { status: 418, statusCode: 418 });
    };
    const save = async (visit: Visit) => {
      visit.session!.a = 1;
      await visit.save();
    };
    const app = await lab.app(start, { ...HANDLERS, fail, save });
    const browser = await loggedIn(app);
    await lab.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    try {
      const put = await browser.visit('put', { a: 1 }).catch(() => undefined);
      const own = await browser.visit('fail').catch(() => undefined);
      // express has sent the head of its answer before it saves, and ends the connection.
      if (framework !== 'express-session') expect([put?.status, own?.status]).toEqual([503, 418]);
      expect(app.errors.map(({ message }) => message)).toContain('the session store cannot be asked: OOM');
      // A logout needs no memory.
      const logout = await browser.visit('logout').catch(() => browser.visit('logout'));
      expect(logout.status).toBe(200);
    } finally {
      await lab.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    }
    expect((await tab(app, browser).visit('show')).result).toEqual({});
  });

  test('S6: neither the id nor the data stands in keys, errors or problems', async () => {
    const ids = new Set<string>();
    const id = (visit: Visit) => void ids.add(visit.id);
    const app = await lab.app(start, { ...HANDLERS, id }, {}, await lab.store({ deadlineMs: 1_000 }));
    const browser = await loggedIn(app, { word: 'confidential' });
    await browser.visit('id');
    expect(await lab.key()).toMatch(/^session:[\w-]{32}$/);
    await lab.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await browser.visit('put', { more: 'confidential' }).catch(() => undefined);
    await lab.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    lab.redis.freeze();
    await browser.visit('show').catch(() => browser.visit('show'));
    lab.redis.thaw();
    const told = inspect([...app.errors, ...lab.problems, await lab.redis.command('KEYS', '*')], {
      depth: 9,
      showHidden: true,
    });
    expect(app.errors.length).toBeGreaterThan(1);
    expect(told).toContain('SessionStoreError');
    expect(told).not.toContain('confidential');
    for (const one of ids) expect(told).not.toContain(one);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await holds()); await new Promise((go) => setTimeout(go, 10))) {
    if (Date.now() > end) throw new Error('Not after fifteen seconds');
  }
}
