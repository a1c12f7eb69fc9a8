import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientConfig, Pool, type QueryResult } from 'pg';
import { freePorts, whilePortsAreTaken } from '../../../test/servers/free-ports';
import { guard } from '../../../test/servers/watchdog';
import { copyData, initialisedCluster } from './postgres-cluster';

/** A real PostgreSQL server on this machine. */
export interface RunningPostgres {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** The superuser; needs no password. The role `without_password` needs none either. */
  readonly user: 'postgres';
  readonly database: 'postgres';
  /** Holds the data and the server's Unix socket, which a client may give as its host. */
  readonly folder: string;
  /** What a client of `pg` is made of. @default - the database `postgres`, the user `postgres` */
  config(database?: string, user?: string): ClientConfig;
  /**
   * Creates a database.
   *
   * @param name @default - a new one
   * @param template a database that is copied; nobody may be connected to it
   * @returns its name
   */
  createDatabase(name?: string, template?: string): Promise<string>;
  /** Sends a statement to the database `postgres` as the superuser. */
  query(sql: string, values?: unknown[]): Promise<QueryResult>;
  /** Stops all processes of the server (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void;
  /** Lets a frozen server go on. */
  thaw(): void;
  /** Ends the server at once, as a crash would; `restart` starts it again with its data. */
  kill(): Promise<void>;
  /** Ends the server in an orderly way, unless it was killed, and starts it again on the same port. */
  restart(): Promise<void>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Settings such as `{ deadlock_timeout: '50ms' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A role that must give its password. */
export const PASSWORD_USER = { user: 'with_password', password: 'secret' } as const;

/** Starts a server with logical decoding and prepared transactions; who starts it stops it. */
export async function startPostgres({ settings = {} }: PostgresOptions = {}): Promise<RunningPostgres> {
  return startFrom((data) => copyData(initialisedCluster().data, data, initialisedCluster().identity), settings);
}

/** Starts a server on data that `fill` writes. */
export async function startFrom(
  fill: (data: string) => Promise<void>,
  settings: Readonly<Record<string, string>>,
): Promise<RunningPostgres> {
  const { postgres, identity } = initialisedCluster();
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-pg-'));
  if (identity) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  await fill(data);

  const start = (port: number) => {
    const all = Object.entries({ ...settings, port: `${port}`, unix_socket_directories: folder });
    const command = [postgres, '-D', data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    return guard(folder, command, { ready: /ready to accept (read-only )?connections/, signal: 'QUIT', identity });
  };
  let port = 0;
  let server = await whilePortsAreTaken(async () => {
    [port] = await freePorts(1);
    return start(port);
  });
  let alive = true;

  const config = (database = 'postgres', user = 'postgres'): ClientConfig => ({
    host: '127.0.0.1',
    port,
    database,
    user,
    ...(user === PASSWORD_USER.user ? PASSWORD_USER : {}),
  });
  const admin = new Pool({ ...config(), application_name: 'cache-tier tests', allowExitOnIdle: true });
  // A killed server ends idle connections, which is what the test wanted.
  admin.on('error', () => undefined);
  const signal = (name: NodeJS.Signals) => {
    // A stopped server starts no other backend while they are looked for.
    process.kill(server.pid, name);
    for (const pid of childrenOf(server.pid)) send(pid, name);
  };
  const end = async (how: string) => {
    if (alive) await server.kill(how);
    alive = false;
  };
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    folder,
    config,
    createDatabase: async (name = newName(), template = 'template1') => {
      // Files are copied faster than they are written through the log.
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
      return name;
    },
    query: (sql, values) => admin.query(sql, values),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    kill: () => end('QUIT'),
    restart: async () => {
      await end('INT');
      const before = server;
      server = await start(port);
      alive = true;
      await before.release();
    },
    stop: async () => {
      if (alive) signal('SIGCONT');
      await admin.end();
      await server.end();
    },
  };
}

let names = 0;

function newName(): string {
  names += 1;
  return `test_${names}`;
}

/** Each backend is a process in a session of its own, so that no group holds them all. */
function childrenOf(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return rows.map((row) => row.trim().split(/\s+/).map(Number)).flatMap(([id, parent]) => (parent === pid ? [id] : []));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The backend has ended meanwhile.
  }
}
