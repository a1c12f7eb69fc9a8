import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type Certificate, writeCertificate } from '../../../test/servers/certificate';
import { whilePortsAreTaken } from '../../../test/servers/free-ports';
import { install } from '../../../test/servers/install';
import { type GuardedServer, guard } from '../../../test/servers/watchdog';

/** A real memcached on this machine. */
export interface RunningMemcached {
  readonly host: string;
  readonly port: number;
  /** The authority of its certificate, where it has one. */
  readonly caFile: string;
  /** The process of the server; another one after `restart`. */
  readonly pid: number;
  /** Sends a line of the text protocol on a connection of its own; resolves with all that comes back. Not with SASL. */
  command(text: string): Promise<string>;
  /** Ends the server at once, and keeps its place for `restart`. */
  kill(): Promise<void>;
  /** Starts it again at the same address and port, empty; ends it first if it runs. */
  restart(change?: MemcachedOptions): Promise<void>;
  /** Stops the process of the server (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

export interface MemcachedOptions {
  /** A loopback address. @default '127.0.0.1' */
  readonly host?: string;
  /** @default - one that is free */
  readonly port?: number;
  /** Arguments of the server, such as `['-m', '64', '-t', '4', '-I', '2m']`. */
  readonly args?: readonly string[];
  /** Takes TLS alone. */
  readonly certificate?: Certificate;
  /** Takes the binary protocol alone, with SASL PLAIN: users and their passwords. */
  readonly sasl?: Users;
  /** Authenticates in the text protocol (`-Y`): users and their passwords. */
  readonly ascii?: Users;
}

export type Users = { readonly [user: string]: string };

/** Starts a server, without UDP; who starts it stops it. */
export async function startMemcached(options: MemcachedOptions = {}): Promise<RunningMemcached> {
  let now = options;
  let server = await whilePortsAreTaken(() => start(now));
  let dead = false;
  const kill = async () => {
    if (!dead) await server.guarded.kill('KILL');
    dead = true;
  };
  const { host = '127.0.0.1' } = options;
  return {
    host,
    port: server.port,
    get caFile() {
      return join(server.folder, 'ca.pem');
    },
    get pid() {
      return server.guarded.pid;
    },
    command: (text) => ask(now, host, server.port, text),
    kill,
    restart: async (change = {}) => {
      await kill();
      await server.guarded.end();
      now = { ...now, ...change, host, port: server.port };
      server = await start(now);
      dead = false;
    },
    freeze: () => process.kill(server.guarded.pid, 'SIGSTOP'),
    thaw: () => process.kill(server.guarded.pid, 'SIGCONT'),
    stop: () => server.guarded.end(),
  };
}

interface Started {
  readonly guarded: GuardedServer;
  readonly folder: string;
  readonly port: number;
}

/** Becomes the server; beside it somebody waits for the file that it writes once it takes connections, or for its end. */
const SCRIPT = `
export SASL_CONF_PATH="$PWD" MEMCACHED_PORT_FILENAME="$PWD/ports"
( until [ -s ports ]; do case $(ps -o stat= -p $$) in Z* | '') exit;; esac; sleep 0.01; done; echo ready ) &
exec "$@"`;

async function start({ host = '127.0.0.1', port = -1, args = [], ...options }: MemcachedOptions): Promise<Started> {
  const binary = install(['memcached'], { brew: 'memcached', apt: 'memcached' });
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-memcached-'));
  const safety = [...tlsArguments(folder, options.certificate), ...authentication(folder, options)];
  // It refuses to run as root unless it is told to.
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const place = ['-l', host, '-p', `${port}`, '-U', '0'];
  const command = ['sh', '-c', SCRIPT, 'memcached', binary, ...place, ...user, ...safety, ...args];
  const guarded = await guard(folder, command, { ready: /^ready$/m });
  return { guarded, folder, port: Number(/INET6?: (\d+)/.exec(readFileSync(join(folder, 'ports'), 'utf8'))![1]) };
}

function tlsArguments(folder: string, certificate: Certificate | undefined): readonly string[] {
  if (certificate === undefined) return [];
  writeCertificate(folder, certificate);
  return ['-Z', '-o', `ssl_chain_cert=${join(folder, 'server.pem')},ssl_key=${join(folder, 'server.key')}`];
}

/** Debian's build reads the database of SASL alone: it has no `MEMCACHED_SASL_PWDB`. */
function authentication(folder: string, { sasl, ascii }: MemcachedOptions): readonly string[] {
  if (sasl !== undefined) {
    const database = join(folder, 'sasldb2');
    const tool = install(['saslpasswd2'], { brew: 'cyrus-sasl', apt: 'sasl2-bin' });
    writeFileSync(join(folder, 'memcached.conf'), `mech_list: plain\nsasldb_path: ${database}\n`);
    for (const [name, password] of Object.entries(sasl)) {
      const to = ['-p', '-c', '-a', 'memcached', '-f', database, '-u', hostname(), name];
      execFileSync(tool, to, { input: password });
    }
    return ['-S'];
  }
  if (ascii === undefined) return [];
  const lines = Object.entries(ascii).map(([name, password]) => `${name}:${password}\n`);
  writeFileSync(join(folder, 'users'), lines.join(''), { mode: 0o600 });
  return ['-Y', join(folder, 'users')];
}

/** The no-op of the meta protocol ends what was asked. */
async function ask(options: MemcachedOptions, host: string, port: number, text: string): Promise<string> {
  if (options.sasl !== undefined) throw new Error('With SASL the server has no text protocol');
  const { certificate, ascii } = options;
  const socket = certificate
    ? connect({ host, port, ca: certificate.ca, servername: 'localhost' })
    : createConnection({ host, port });
  const [login] = Object.entries(ascii ?? {}).map(([name, password]) => `${name} ${password}`);
  if (login !== undefined) socket.write(`set login 0 0 ${Buffer.byteLength(login)}\r\n${login}\r\n`);
  socket.write(`${text}\r\nmn\r\n`);
  let reply = '';
  socket.on('data', (chunk) => {
    reply += chunk.toString('latin1');
    if (reply.endsWith('MN\r\n')) socket.destroy();
  });
  await once(socket, 'close');
  const all = login === undefined ? reply : reply.replace(/^STORED\r\n/, '');
  return all.slice(0, -'MN\r\n'.length);
}
