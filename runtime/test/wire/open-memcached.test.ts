import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { inspect } from 'node:util';
import { type Certificate, makeCertificate } from '../../../test/servers/certificate';
import type { Address } from '../../lib/drivers/driver-options';
import type { MemcachedCredential, MemcachedOpen, MemcachedSession } from '../../lib/wire/memcached-session';
import { openMemcached } from '../../lib/wire/open-memcached';
import { type MemcachedOptions, type RunningMemcached, startMemcached } from '../servers/memcached';

const PASSWORD = 'grüße-4711';
const SASL: MemcachedCredential = { kind: 'sasl', user: 'app', password: PASSWORD };
const ASCII: MemcachedCredential = { ...SASL, kind: 'ascii' };
const KINDS = ['plain', 'tls', 'sasl', 'tls and sasl', 'ascii', 'tls and ascii'] as const;
type Kind = (typeof KINDS)[number];

let certificate: Certificate;
let other: Certificate;
let servers: { readonly [kind in Kind]: RunningMemcached };
beforeAll(async () => {
  [certificate, other] = await Promise.all([makeCertificate(), makeCertificate()]);
  const users = { app: PASSWORD, else: 'another-password' };
  const started = KINDS.map(async (kind): Promise<[Kind, RunningMemcached]> => {
    const options: MemcachedOptions = {
      ...(kind.includes('tls') && { certificate }),
      ...(kind.includes('sasl') && { sasl: users }),
      ...(kind.includes('ascii') && { ascii: users }),
    };
    return [kind, await startMemcached(options)];
  });
  servers = Object.fromEntries(await Promise.all(started)) as typeof servers;
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

const open: MemcachedSession[] = [];
const lost: Error[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.end()));
  lost.length = 0;
});

async function connect(kind: Kind, change: Partial<MemcachedOpen> = {}, address?: Partial<Address>) {
  const request: MemcachedOpen = {
    address: { host: 'localhost', port: servers[kind].port, ...address },
    tls: kind.includes('tls') && { ca: certificate.ca },
    credential: kind.includes('sasl') ? SASL : kind.includes('ascii') ? ASCII : undefined,
    signal: new AbortController().signal,
    onLost: (reason) => lost.push(reason),
    ...change,
  };
  const session = await openMemcached(request);
  open.push(session);
  return session;
}

const failure = (opening: Promise<unknown>) =>
  opening.then(
    () => 'it was opened',
    (error) => {
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(PASSWORD);
      return `${error.code}: ${error.message}`;
    },
  );

test.each(KINDS)('M5: a session over %s, with the version and the identity of the process', async (kind) => {
  const session = await connect(kind);
  await session.store('key', Buffer.from('value'), { seconds: 60 });
  expect((await session.get(['key', 'none'])).map((item) => item?.value.toString())).toEqual(['value', undefined]);
  expect(session.version).toMatch(/^\d+\.\d+/);
  expect(session.identity).toMatch(new RegExp(`^${servers[kind].pid}-\\d+$`));
  expect((await connect(kind)).identity).toBe(session.identity);
  expect((await connect(kind, { anyProcess: true })).identity).toBe('any');
  expect(session.lease === undefined).toBe(kind.includes('sasl'));
  await session.end();
  expect(lost).toEqual([]);
});

test.each(['plain', 'tls'] as const)(
  'over %s, no command waits for others, and a silent end is noticed',
  async (kind) => {
    const noDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    await connect(kind);
    // Connected: before that, a socket by TLS keeps only half of it.
    expect(noDelay.mock.contexts.map((socket) => [socket.pending, socket.remotePort])).toContainEqual([
      false,
      servers[kind].port,
    ]);
    expect(keepAlive.mock.calls).toContainEqual([true, 30_000]);
    jest.restoreAllMocks();
  },
);

describe('M4: the name and the authority of a certificate', () => {
  const kinds = ['tls', 'tls and sasl', 'tls and ascii'] as const;

  test.each(kinds)('%s: an address in the certificate is a name too', async (kind) => {
    await (await connect(kind, {}, { host: '127.0.0.1' })).ping();
  });

  test.each(kinds)('%s: another name is refused before anything is said', async (kind) => {
    const wrong = { tls: { ca: certificate.ca, servername: 'cache.example' } };
    expect(await failure(connect(kind, wrong))).toBe(
      `ERR_CACHE_TIER_UNREACHABLE: localhost:${servers[kind].port} cannot be reached now: Hostname/IP does not match ` +
        "certificate's altnames: Host: cache.example. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1",
    );
  });

  test('an address that is not in the certificate is refused', async () => {
    const elsewhere = await startMemcached({ certificate, host: '127.0.0.2' });
    try {
      expect(await failure(connect('tls', {}, { host: elsewhere.host, port: elsewhere.port }))).toContain(
        "IP: 127.0.0.2 is not in the cert's list: 127.0.0.1",
      );
    } finally {
      await elsewhere.stop();
    }
  });

  test.each([
    ['of nobody', true as const],
    ['of another authority', undefined],
  ])('a certificate %s is refused', async (_, tls) => {
    expect(await failure(connect('tls and sasl', { tls: tls ?? { ca: other.ca } }))).toMatch(
      /^ERR_CACHE_TIER_UNREACHABLE: localhost:\d+ cannot be reached now: (unable to verify|certificate signature failure)/,
    );
  });

  test('a server in the clear is refused where TLS was asked for', async () => {
    expect(await failure(connect('plain', { tls: { ca: certificate.ca } }))).toMatch(
      /^ERR_CACHE_TIER_UNREACHABLE: localhost:\d+ cannot be reached now: /,
    );
  });
});

describe('M5: whoever is not let in', () => {
  const REFUSED = "refused the user 'app' or the password (authentication failure)";

  test.each(['sasl', 'tls and sasl', 'ascii', 'tls and ascii'] as const)('by %s: a wrong password', async (kind) => {
    const credential = { ...(kind.includes('sasl') ? SASL : ASCII), password: `${PASSWORD}!` };
    expect(await failure(connect(kind, { credential }))).toBe(
      `ERR_CACHE_TIER_AUTHENTICATION: localhost:${servers[kind].port} ${REFUSED}`,
    );
  });

  test.each(['sasl', 'ascii'] as const)('by %s: an unknown user, and the password of another one', async (kind) => {
    const credential = kind === 'sasl' ? SASL : ASCII;
    for (const wrong of [{ user: 'nobody' }, { user: 'else' }]) {
      expect(await failure(connect(kind, { credential: { ...credential, ...wrong } }))).toBe(
        `ERR_CACHE_TIER_AUTHENTICATION: localhost:${servers[kind].port} ${REFUSED.replace('app', wrong.user)}`,
      );
    }
  });

  test('a server without -S has no SASL', async () => {
    expect(await failure(connect('plain', { credential: SASL }))).toBe(
      `ERR_CACHE_TIER_VERSION: localhost:${servers.plain.port} has no SASL: it needs to run with -S`,
    );
  });

  test('a server with -Y says so to who brings no password', async () => {
    expect(await failure(connect('ascii', { credential: undefined }))).toBe(
      `ERR_CACHE_TIER_REPLY: localhost:${servers.ascii.port} answered: CLIENT_ERROR unauthenticated`,
    );
  });

  test('a server without -Y keeps no password that it is given', async () => {
    const session = await connect('plain', { credential: ASCII });
    expect(await session.get(['login'])).toEqual([undefined]);
  });

  test.each<[MemcachedCredential, string]>([
    [{ ...SASL, user: 'a\0b' }, 'SASL PLAIN needs a user and a password without NUL characters'],
    [{ ...ASCII, user: 'a b' }, 'memcached -Y needs a user and a password without spaces'],
    [{ ...ASCII, password: `${PASSWORD} b` }, 'memcached -Y needs a user and a password without spaces'],
  ])('what cannot be said is not sent: %#', async (credential, message) => {
    expect(await failure(connect(credential.kind, { credential }))).toBe(`ERR_CACHE_TIER_OPTION: ${message}`);
  });

  test('the password is sent to no server that is not the right one', async () => {
    const { server, port, heard } = await listening();
    expect(await failure(connect('tls and sasl', {}, { port }))).toMatch(/^ERR_CACHE_TIER_UNREACHABLE: /);
    expect(Buffer.concat(heard).includes(PASSWORD)).toBe(false);
    server.close();
  });
});

describe('an attempt ends', () => {
  test.each<[Kind, string, RegExp]>([
    ['tls', 'silence before TLS', /^LATE: too late$/],
    ['sasl', 'silence after the connection', /^ERR_CACHE_TIER_UNREACHABLE: .* cannot be reached now: too late$/],
    ['ascii', 'silence after the connection, with -Y', /^LATE: too late$/],
  ])('%s: when its signal says so, with %s', async (kind, _, message) => {
    const silent = await listening('');
    const abort = new AbortController();
    const opening = failure(connect(kind, { signal: abort.signal }, { port: silent.port }));
    await silent.asked;
    abort.abort(Object.assign(new Error('too late'), { code: 'LATE' }));
    expect(await opening).toMatch(message);
    await once(silent.sockets[0]!, 'close');
    silent.server.close();
  });

  test('when it was over before it began', async () => {
    const signal = AbortSignal.abort(Object.assign(new Error('too late'), { code: 'LATE' }));
    expect(await failure(connect('plain', { signal }))).toBe('LATE: too late');
  });

  test('if nobody listens', async () => {
    const { server, port } = await listening();
    await once(server.close(), 'close');
    expect(await failure(connect('plain', {}, { host: '127.0.0.1', port }))).toBe(
      `ERR_CACHE_TIER_UNREACHABLE: 127.0.0.1:${port} cannot be reached now: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  test.each([
    ['half of one', 'STOR', 'the server has closed the connection'],
    ['without an end', 'x'.repeat(2000), 'its answer to a sign-in has no end'],
    ['an error', 'SERVER_ERROR busy\r\n', 'answered: SERVER_ERROR busy'],
    ['good, and the last', 'STORED\r\n', 'the server has closed the connection'],
  ])('with -Y: if the answer is %s', async (_, reply, message) => {
    const { server, port } = await listening(reply, true);
    expect(await failure(connect('ascii', {}, { port }))).toContain(message);
    server.close();
  });

  test('with -Y: an answer byte by byte is read', async () => {
    const { server, port, sockets, connected } = await listening('');
    const opening = failure(connect('ascii', {}, { port }));
    await connected;
    for (const byte of 'CLIENT_ERROR authentication failure\r\n') {
      await new Promise((resolve) => sockets[0]?.write(byte, resolve));
    }
    expect(await opening).toMatch(/^ERR_CACHE_TIER_AUTHENTICATION: /);
    // No socket is left of it.
    await once(sockets[0]!, 'close');
    server.close();
  });
});

test('a session tells once when its server is gone', async () => {
  const mortal = await startMemcached({ certificate, sasl: { app: PASSWORD } });
  try {
    const gone = new Promise<Error>((resolve) => {
      void connect('tls and sasl', { onLost: resolve }, { port: mortal.port }).then(() => mortal.kill());
    });
    expect((await gone).message).toBe(
      `localhost:${mortal.port} cannot be reached now: the server has closed the connection`,
    );
  } finally {
    await mortal.stop();
  }
});

/** A server that is none: it hears all, and says one thing. */
async function listening(reply?: string, ends = false) {
  const sockets: Socket[] = [];
  const heard: Buffer[] = [];
  let hear = () => {};
  const asked = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.push(chunk);
      hear();
      if (reply === undefined) socket.destroy();
      else if (ends) socket.end(reply);
      else if (reply !== '') socket.write(reply);
    });
  }).listen(0, 'localhost');
  const connected = once(server, 'connection');
  await once(server, 'listening');
  return { server, sockets, heard, connected, asked, port: (server.address() as { port: number }).port };
}
