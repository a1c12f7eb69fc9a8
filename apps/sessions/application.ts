import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import session, { type Store } from 'express-session';
import { MOST_BYTES } from '../http/exchange';
import { text } from '../http/input';
import { RequestError } from '../http/request-error';

declare module 'express-session' {
  interface SessionData {
    user: string;
    cart: readonly string[];
  }
}

/** What every session of this application is found by. Browsers take it over TLS only, for this host alone. */
const COOKIE = '__Host-sid';
const MOST_ITEMS = 50;

/** What the application has around it. */
export interface SessionsOptions {
  readonly store: Store;
  /** Signs the cookie. */
  readonly secret: string;
  readonly metrics: () => object;
}

/**
 * People who log in and fill a cart. It is an application of Express as it would be with any store: `store` is the one
 * line that is about the cache. Whoever names themselves is believed: a real one asks for a password here.
 */
export function sessionsApplication({ store, secret, metrics }: SessionsOptions): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/health', (_request, response) => void response.json({ ok: true }));
  app.use(express.json({ limit: MOST_BYTES }));
  app.use((request, _response, next) => {
    // TLS ends at the function URL or at the API in front of this process: it is reached by nothing else.
    request.headers['x-forwarded-proto'] = 'https';
    next();
  });
  app.use(
    session({
      store,
      secret,
      name: COOKIE,
      proxy: true,
      resave: false,
      saveUninitialized: false,
      cookie: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
    }),
  );
  app.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });

  app.get('/', (_request, response) => {
    response.json({ application: 'sessions', description: 'people who log in, and their carts' });
  });
  app.get('/metrics', (_request, response) => void response.json(metrics()));
  app.post('/login', async (request, response) => {
    const user = text('user', bodyOf(request)['user'], 100);
    // Another id than before the login, so that nobody can give somebody an id that they know.
    await called((done) => request.session.regenerate(done));
    request.session.user = user;
    request.session.cart = [];
    await called((done) => request.session.save(done));
    response.json({ user });
  });
  app.get('/me', (request, response) => {
    response.json({ user: userOf(request), cart: request.session.cart ?? [] });
  });
  app.post('/cart', async (request, response) => {
    userOf(request);
    const item = text('item', bodyOf(request)['item'], 100);
    const { cart = [] } = request.session;
    if (cart.length >= MOST_ITEMS) throw new RequestError(409, `a cart takes ${MOST_ITEMS} items`);
    request.session.cart = [...cart, item];
    await called((done) => request.session.save(done));
    response.json({ cart: request.session.cart });
  });
  app.post('/logout', async (request, response) => {
    await called((done) => request.session.destroy(done));
    response.clearCookie(COOKIE, { secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
    response.status(204).end();
  });
  app.use(() => {
    throw new RequestError(404, 'there is nothing here');
  });
  return app.use(refused);
}

function bodyOf({ body }: Request): { readonly [name: string]: unknown } {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new RequestError(400, 'the body needs to be a JSON object, with content-type: application/json');
}

function userOf({ session: { user } }: Request): string {
  if (user === undefined) throw new RequestError(401, 'nobody is logged in: POST /login');
  return user;
}

/** Express takes a handler with four parameters for errors. */
const refused: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  // What express.json() refuses is the fault of the request, and its message may quote the body.
  const { status, type, code } = error as { readonly status?: number; readonly type?: string; readonly code?: string };
  const away = code === 'ERR_CACHE_TIER_SESSIONS';
  const known =
    error instanceof RequestError
      ? error
      : type?.startsWith('entity.') && status !== undefined
        ? new RequestError(status, status === 413 ? 'the body is too large' : 'the body needs to be JSON')
        : away
          ? new RequestError(503, 'the sessions cannot be reached now; try again')
          : undefined;
  if (!known || away) console.error(error);
  const message = known?.message ?? 'something went wrong; the log of the application says what';
  response.status(known?.status ?? 500).json({ error: message });
};

function called(run: (done: (error?: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error ? reject(error) : resolve()));
  });
}
