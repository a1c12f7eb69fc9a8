import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, runInThisContext } from 'node:vm';
import express from 'express';
import expressSession from 'express-session';
import type { SessionStore } from '../../lib/sessions/session-store';

/** A session as handlers of both frameworks see it. */
export type AppSession = Record<string, unknown> & { cookie: { maxAge?: number | null; expires?: Date | null } };

/** What a handler has of its request. */
export interface Visit {
  readonly session: AppSession | undefined;
  readonly id: string;
  readonly body: Record<string, unknown>;
  save(): Promise<void>;
  destroy(): Promise<void>;
  regenerate(): Promise<void>;
  reload(): Promise<void>;
}

export type Handlers = Record<string, (visit: Visit) => unknown>;

export interface AppOptions {
  readonly cookie?: Record<string, unknown>;
  readonly saveUninitialized?: boolean;
  readonly resave?: boolean;
  readonly genid?: () => string;
}

export interface App {
  readonly url: string;
  /** What error handlers were given. */
  readonly errors: readonly Error[];
  stop(): Promise<void>;
}

export type StartApp = (store: SessionStore, handlers: Handlers, options?: AppOptions) => Promise<App>;

const SECRET = 'a secret of at least thirty-two letters';
const promised = (call: (done: (error?: unknown) => void) => unknown) =>
  new Promise<void>((resolve, reject) => void call((error) => (error ? reject(error) : resolve())));

/** An application of express with express-session. */
export const startExpress: StartApp = async (store, handlers, options = {}) => {
  const { cookie = {}, saveUninitialized = false, resave = false, genid } = options;
  const errors: Error[] = [];
  const app = express();
  app.set('env', 'test');
  app.use(expressSession({ store, secret: SECRET, resave, saveUninitialized, cookie, ...(genid ? { genid } : {}) }));
  app.use(express.json());
  app.post('/:name', async (request, response) => {
    const visit: Visit = {
      get session() {
        return request.session as unknown as AppSession | undefined;
      },
      get id() {
        return request.sessionID;
      },
      body: request.body ?? {},
      save: () => promised((done) => request.session.save(done)),
      destroy: () => promised((done) => request.session.destroy(done)),
      regenerate: () => promised((done) => request.session.regenerate(done)),
      reload: () => promised((done) => request.session.reload(done)),
    };
    response.json({ result: await handlers[request.params.name!]!(visit) });
  });
  app.use(((error, _request, _response, next) => {
    errors.push(error);
    next(error);
  }) as express.ErrorRequestHandler);
  const server = createHttpServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    return promised((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, errors, stop };
};

/** A plugin of fastify imports modules, which jest cannot. In an application all of them come from the same place. */
function outsideOfJest<T>(name: string): Promise<{ readonly default: T }> {
  const options = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  return runInThisContext(`import(${JSON.stringify(require.resolve(name))})`, options);
}

/** An application of fastify with @fastify/session. */
export const startFastify: StartApp = async (store, handlers, options = {}) => {
  const { cookie = {}, saveUninitialized = false, genid } = options;
  const errors: Error[] = [];
  const { default: fastify } = await outsideOfJest<typeof import('fastify').default>('fastify');
  const { default: cookies } = await outsideOfJest<typeof import('@fastify/cookie').default>('@fastify/cookie');
  const { default: sessions } = await outsideOfJest<typeof import('@fastify/session').default>('@fastify/session');
  const app = fastify();
  await app.register(cookies);
  await app.register(sessions, {
    store,
    secret: SECRET,
    saveUninitialized,
    cookie: { secure: false, ...cookie },
    ...(genid ? { idGenerator: genid } : {}),
  });
  app.addHook('onError', async (_request, _reply, error) => {
    errors.push(error);
  });
  app.post<{ Params: { name: string } }>('/:name', async (request) => {
    const visit: Visit = {
      get session() {
        return request.session as unknown as AppSession | undefined;
      },
      get id() {
        return request.session.sessionId;
      },
      body: (request.body ?? {}) as Record<string, unknown>,
      save: () => request.session.save(),
      destroy: () => request.session.destroy(),
      regenerate: () => request.session.regenerate(),
      reload: () => request.session.reload(),
    };
    return { result: await handlers[request.params.name]!(visit) };
  });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), errors, stop: () => app.close() };
};

/** One person's browser: it keeps the cookie. */
export class Browser {
  public cookie: string | undefined;

  public constructor(private readonly app: App) {}

  public async visit(name: string, body: object = {}): Promise<{ status: number; result: unknown; set?: string }> {
    const response = await fetch(`${this.app.url}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.cookie ? { cookie: this.cookie } : {}) },
      body: JSON.stringify(body),
    });
    const set = response.headers.getSetCookie()[0];
    if (set !== undefined) this.cookie = set.split(';')[0];
    const text = await response.text();
    const result = response.ok ? JSON.parse(text).result : text;
    return { status: response.status, result, set };
  }
}

/** A place where requests wait for one another. */
export class Gate {
  public readonly reached: Promise<void>;
  private readonly opened: Promise<void>;
  private arrive!: () => void;
  public open!: () => void;

  public constructor() {
    this.reached = new Promise((resolve) => {
      this.arrive = resolve;
    });
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  public wait(): Promise<void> {
    this.arrive();
    return this.opened;
  }
}
