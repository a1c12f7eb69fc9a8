import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { generate } from 'selfsigned';
import { findServer } from './install';

/** A real valkey-server or redis-server on this machine, in the clear and by TLS. */
export interface RunningServer {
  /** The port without TLS, on the loopback address. */
  readonly port: number;
  /** The port with TLS. */
  readonly tlsPort: number;
  /** A name that the certificate is for. */
  readonly host: 'localhost';
  /** The certificate that signed the server's, for `NODE_EXTRA_CA_CERTS` or `tls.ca`. */
  readonly caFile: string;
  /** Sends a command as an administrator of its own: a test may do to the user `default` what it likes. */
  command(...args: string[]): Promise<unknown>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Arguments of the server, such as `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
}

/**
 * Kills the server and removes its folder once this process has closed the pipe, or is gone: a failed test or a killed
 * test run leaves nothing behind.
 */
const WATCHDOG = '"$@" & server=$!; exec >&- 2>&-; read -r _; kill -9 $server; wait $server; rm -rf "$0"';

/** Starts a server; who starts it stops it. */
export async function startServer({ args = [] }: ServerOptions = {}): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(args);
    } catch (error) {
      // Somebody may have taken a port since it was found free.
      if (attempt === 5 || !`${error}`.includes('in use')) throw error;
    }
  }
}

async function startOnce(args: readonly string[]): Promise<RunningServer> {
  const binary = findServer();
  if (!binary) throw new Error("No valkey-server or redis-server on PATH: start the tests by 'npm test'");
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-server-'));
  const [port, tlsPort] = await freePorts(2);
  const password = randomUUID();
  await writeCertificate(folder);
  writeFileSync(join(folder, 'server.conf'), configuration(folder, port, tlsPort, password));

  const watchdog = spawn('sh', ['-c', WATCHDOG, folder, binary, join(folder, 'server.conf'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end = async () => {
    watchdog.stdin.end();
    if (watchdog.exitCode === null) await once(watchdog, 'exit');
  };
  try {
    await ready(watchdog);
    // A test that forgets to stop its server must end all the same.
    watchdog.unref();
    for (const pipe of [watchdog.stdin, watchdog.stdout, watchdog.stderr]) (pipe as unknown as Socket).unref();
  } catch (error) {
    await end();
    throw error;
  }

  const admin = new Redis({ port, host: '127.0.0.1', username: 'admin', password, lazyConnect: true });
  await admin.connect();
  admin.stream.unref();
  let pending = 0;
  return {
    port,
    tlsPort,
    host: 'localhost',
    caFile: join(folder, 'ca.pem'),
    command: async (...[name, ...rest]) => {
      pending += 1;
      admin.stream.ref();
      try {
        return await admin.call(name, ...rest);
      } finally {
        pending -= 1;
        if (pending === 0) admin.stream.unref();
      }
    },
    stop: async () => {
      admin.disconnect();
      await end();
    },
  };
}

function configuration(folder: string, port: number, tlsPort: number, password: string): string {
  return [
    `dir ${folder}`,
    'bind 127.0.0.1 -::1',
    `port ${port}`,
    `tls-port ${tlsPort}`,
    `tls-cert-file ${join(folder, 'server.pem')}`,
    `tls-key-file ${join(folder, 'server.key')}`,
    `tls-ca-cert-file ${join(folder, 'ca.pem')}`,
    'tls-auth-clients no',
    'save ""',
    'user default on nopass ~* &* +@all',
    `user admin on >${password} ~* &* +@all`,
  ].join('\n');
}

/** Writes a certificate authority of this server's own, and the certificate that it signed. */
async function writeCertificate(folder: string): Promise<void> {
  const kind = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(Date.now() - 3_600_000) } as const;
  const ca = await generate([{ name: 'commonName', value: 'cache-tier tests' }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...kind,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  writeFileSync(join(folder, 'ca.pem'), ca.cert);
  writeFileSync(join(folder, 'ca.key'), ca.private, { mode: 0o600 });
  writeFileSync(join(folder, 'server.pem'), server.cert);
  writeFileSync(join(folder, 'server.key'), server.private, { mode: 0o600 });
}

/** Waits until the server takes connections, or fails with what it wrote. */
function ready(watchdog: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const read = (chunk: Buffer) => {
      log += chunk;
      if (log.includes('Ready to accept connections')) resolve();
    };
    watchdog.stdout?.on('data', read).on('end', () => reject(new Error(`The server did not start:\n${log}`)));
    watchdog.stderr?.on('data', read);
    watchdog.on('error', reject);
  });
}

/** Ports that nobody listens on now; all are held until the last is found, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
