import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from '../../../test/servers/certificate';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { type RunningProxy, startProxy } from './tcp-proxy';

/** A primary and its replica, which follows it through a network that can be cut. */
export interface RunningReplicated {
  /** Who is the primary now; the other server after a failover. */
  readonly primary: RunningServer;
  readonly replica: RunningServer;
  /** Resolves when the replica has all that the primary has. */
  caughtUp(): Promise<void>;
  /** Cuts the replica off: it goes on with what it has, and the primary's writes are lost on a failover. */
  disconnectReplica(): void;
  /** Lets the replica follow again; `caughtUp` waits for it. */
  reconnectReplica(): void;
  /** Makes the replica a primary; the old primary does not know, and takes writes as well. */
  promote(): Promise<void>;
  /** Makes the old primary the replica of the one that was promoted. */
  follow(): Promise<void>;
  /** Makes the replica the primary and the old primary its replica. */
  failover(): Promise<void>;
  stop(): Promise<void>;
}

interface Member {
  readonly server: RunningServer;
  /** By which the other follows this one. */
  readonly proxy: RunningProxy;
}

/** Starts a primary and a replica that has caught up; who starts them stops them. */
export async function startReplicated(args: readonly string[] = []): Promise<RunningReplicated> {
  const adminPassword = randomUUID();
  const certificate = await makeCertificate();
  const prepare = () => [
    'repl-diskless-sync-delay 0',
    'repl-ping-replica-period 1',
    'masteruser admin',
    `masterauth ${adminPassword}`,
  ];
  const start = async (): Promise<Member> => {
    const server = await startServer({ args, adminPassword, certificate, prepare });
    return { server, proxy: await startProxy(server.port) };
  };
  let [primary, replica] = await Promise.all([start(), start()]);

  const follow = async () => {
    await replica.server.command('REPLICAOF', '127.0.0.1', `${primary.proxy.port}`);
    await caughtUp(primary.server, replica.server);
  };
  const promote = async () => {
    await replica.server.command('REPLICAOF', 'NO', 'ONE');
    [primary, replica] = [replica, primary];
    // Nobody follows it any more who could be cut off, and the next one to follow it is not.
    replica.proxy.accept();
  };
  await follow();
  return {
    get primary() {
      return primary.server;
    },
    get replica() {
      return replica.server;
    },
    caughtUp: () => caughtUp(primary.server, replica.server),
    disconnectReplica: () => primary.proxy.refuse(),
    reconnectReplica: () => primary.proxy.accept(),
    promote,
    follow,
    failover: async () => {
      await promote();
      await follow();
    },
    stop: async () => {
      await Promise.all([primary, replica].flatMap(({ server, proxy }) => [server.stop(), proxy.close()]));
    },
  };
}

async function caughtUp(primary: RunningServer, replica: RunningServer): Promise<void> {
  const { master_repl_offset } = await replication(primary);
  for (;;) {
    const { master_link_status, slave_repl_offset } = await replication(replica);
    if (master_link_status === 'up' && Number(slave_repl_offset) >= Number(master_repl_offset)) return;
    await pause(5);
  }
}

async function replication(server: RunningServer): Promise<Record<string, string>> {
  const lines = `${await server.command('INFO', 'replication')}`.split('\r\n');
  return Object.fromEntries(lines.map((line) => line.split(':')));
}
