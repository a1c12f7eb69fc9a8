import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { type Certificate, makeCertificate, writeCertificate } from './certificate';
import { freePorts, whilePortsAreTaken } from './free-ports';
import { findServer } from './install';
import { guard } from './watchdog';

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
  /** Stops the process of the server (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void;
  /** Lets a frozen server go on. */
  thaw(): void;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Arguments of the server, such as `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
  /** @default - a new one, signed by an authority of its own */
  readonly certificate?: Certificate;
  /** The password of the user `admin`. @default - a new one */
  readonly adminPassword?: string;
  /** More lines for the configuration of a server that will have this folder and these ports; may write files. */
  readonly prepare?: (folder: string, port: number, tlsPort: number) => readonly string[];
}

/** Starts a server; who starts it stops it. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  return whilePortsAreTaken(() => startOnce(options));
}

async function startOnce({ args = [], prepare, ...options }: ServerOptions): Promise<RunningServer> {
  const binary = findServer();
  if (!binary) throw new Error("No valkey-server or redis-server on PATH: start the tests by 'npm test'");
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-server-'));
  const [port, tlsPort] = await freePorts(2);
  const password = options.adminPassword ?? randomUUID();
  writeCertificate(folder, options.certificate ?? (await makeCertificate()));
  const more = prepare?.(folder, port, tlsPort) ?? [];
  writeFileSync(join(folder, 'server.conf'), [...configuration(folder, port, tlsPort, password), ...more].join('\n'));
  const command = [binary, join(folder, 'server.conf'), ...args];
  const server = await guard(folder, command, { ready: /Ready to accept connections/ });

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
    freeze: () => process.kill(server.pid, 'SIGSTOP'),
    thaw: () => process.kill(server.pid, 'SIGCONT'),
    stop: async () => {
      admin.disconnect();
      await server.end();
    },
  };
}

function configuration(folder: string, port: number, tlsPort: number, password: string): readonly string[] {
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
  ];
}
