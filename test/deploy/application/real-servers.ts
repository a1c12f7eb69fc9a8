import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../../../runtime/test/servers/postgres';
import { initialisedCluster } from '../../../runtime/test/servers/postgres-cluster';
import { type IamGate, startIamGate } from '../../end-to-end/iam-gate';
import { until } from '../../end-to-end/stage';
import { type Certificate, makeCertificate, writeCertificate } from '../../servers/certificate';
import { freePorts } from '../../servers/free-ports';
import { type RunningServer, startServer } from '../../servers/redis-server';

/** What a stack has in the place of its cache and its database. */
export interface RealServers {
  /** The address of both, where they listen at the ports of the template. */
  readonly host: string;
  readonly redis: RunningServer;
  /** In front of the cache, where its users come by IAM. */
  readonly gate?: IamGate;
  /** Sends a statement to a database of PostgreSQL as its superuser, past the cache. */
  sql(database: string, statement: string): Promise<void>;
  /** What `with_servers.py` is told of them. */
  readonly told: { readonly host: string; readonly port: number; readonly password: string; readonly iam: string };
}

/** Which servers a stack has. */
export interface Wanted {
  /** Users come by IAM. @default false */
  readonly iam?: boolean;
  /** The cache is in cluster mode: one node has all slots. @default false */
  readonly clusterMode?: boolean;
  /** There is a PostgreSQL database. @default false */
  readonly database?: boolean;
}

/** The ports that stand in a template: they are numbers there, and no deployment says otherwise. */
const PORTS = { cache: 6379, postgres: 5433 };
/** By which the gate, and the mirror of the emulator, come in. */
const PASSWORDS = { password: 'of-the-administrator', iam: 'of-whoever-has-a-token' };

/** The servers of stacks, by the names of the stacks. */
export class ServersOfStacks {
  private readonly ends: (() => Promise<unknown>)[] = [];
  private readonly servers = new Map<string, RealServers>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'cache-tier-deployed-'));

  /** Starts them; who starts them stops them. */
  static async start(stacks: { readonly [name: string]: Wanted }): Promise<ServersOfStacks> {
    const all = new ServersOfStacks();
    // Linux takes every address of this network for its own; other tests have others.
    const hosts = Object.keys(stacks).map(() => `127.${randomInt(64, 128)}.${randomInt(1, 255)}.${randomInt(1, 255)}`);
    const certificate = await makeCertificate(hosts);
    writeCertificate(all.folder, certificate);
    await Promise.all(Object.entries(stacks).map(([name, it], at) => all.add(name, it, hosts[at], certificate)));
    return all;
  }

  /** Those of a stack. */
  of(stack: string): RealServers {
    const servers = this.servers.get(stack);
    if (servers === undefined) throw new Error(`There are no servers for ${stack}`);
    return servers;
  }

  /** What the emulator is told of them, and its functions: whose certificates they trust. */
  get environment(): { readonly [name: string]: string } {
    const told = [...this.servers].map(([name, servers]) => [name, servers.told]);
    return {
      SERVERS: JSON.stringify(Object.fromEntries(told)),
      NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.pem'),
    };
  }

  async stop(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async add(stack: string, it: Wanted, host: string, certificate: Certificate): Promise<void> {
    const [redis, postgres] = await Promise.all([
      this.startCache(it, certificate),
      it.database ? this.startDatabase() : undefined,
    ]);
    const place = { host, port: PORTS.cache };
    if (it.clusterMode) {
      // Of itself a node says where clients come in.
      await redis.command('CONFIG', 'SET', 'cluster-announce-ip', host);
      await redis.command('CONFIG', 'SET', 'cluster-announce-port', `${place.port}`);
    }
    const gate = it.iam ? await startIamGate(redis.port, certificate, place) : undefined;
    if (gate) this.ends.push(gate.stop);
    else this.ends.push(await forward(place, redis.tlsPort));
    if (postgres) this.ends.push(await forward({ host, port: PORTS.postgres }, postgres.port));
    const sql = async (database: string, statement: string) => {
      const client = new Client(postgres?.config(database));
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };
    this.servers.set(stack, { host, redis, gate, sql, told: { host, port: redis.port, ...PASSWORDS } });
  }

  private async startCache({ clusterMode }: Wanted, certificate: Certificate): Promise<RunningServer> {
    const [bus] = await freePorts(1);
    const args = clusterMode ? ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`] : [];
    const redis = await startServer({ certificate, args, adminPassword: PASSWORDS.password });
    this.ends.push(redis.stop);
    // Nobody is let in but by what is deployed.
    await redis.command('ACL', 'SETUSER', 'default', 'off');
    if (!clusterMode) return redis;
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until('the node serves', async () =>
      `${await redis.command('CLUSTER', 'INFO')}`.includes('cluster_state:ok'),
    );
    return redis;
  }

  private async startDatabase(): Promise<RunningPostgres> {
    const { identity } = initialisedCluster();
    const [cert, key] = ['server.pem', 'server.key'].map((file) => join(this.folder, file));
    if (identity) for (const path of [this.folder, cert, key]) chownSync(path, identity.uid, identity.gid);
    const postgres = await startPostgres({ settings: { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key } });
    this.ends.push(postgres.stop);
    return postgres;
  }
}

/** Lets whoever connects there through to a port of this machine, and gives what ends that. */
async function forward(
  place: { readonly host: string; readonly port: number },
  port: number,
): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ]) {
      open.add(one);
      one.on('error', () => other.destroy()).on('close', () => open.delete(one));
      one.pipe(other);
    }
  });
  server.listen(place).unref();
  await once(server, 'listening');
  return async () => {
    for (const socket of open) socket.destroy();
    await once(server.close(), 'close');
  };
}
