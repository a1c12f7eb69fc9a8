import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from '../../../test/servers/certificate';
import { freePorts } from '../../../test/servers/free-ports';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';

/** A node of a running cluster. */
export interface ClusterNode extends RunningServer {
  readonly id: string;
  /** Counts from 0; a primary and its replicas share one. */
  readonly shard: number;
  /** As of the last failover that the cluster was told to make. */
  role: 'primary' | 'replica';
  /** Whether its process is stopped. */
  frozen: boolean;
}

export interface NodesOptions {
  readonly shards: number;
  readonly replicas: number;
  readonly tls: boolean;
  readonly args: readonly string[];
}

/** A row of `CLUSTER NODES`. */
export interface NodeRow {
  readonly id: string;
  readonly flags: readonly string[];
  readonly primary: string;
  readonly slots: readonly string[];
}

/** The administrator's password of every node, by which replicas follow and slots move. */
export const ADMIN_PASSWORD = randomUUID();

const SLOTS = 16_384;

/** Milliseconds of `cluster-node-timeout`: nodes ask each other twice in that time, so that news travels fast. */
const HASTE = 500;
const PATIENCE = 15_000;

/**
 * Starts the nodes of a cluster, and resolves when each knows all and serves.
 *
 * A primary that has just started waits two seconds before it serves; a replica that takes over does not. So every
 * primary starts as the replica of one that never was, takes over, and all forget those who never were.
 */
export async function startNodes({ shards, replicas, tls, args }: NodesOptions): Promise<ClusterNode[]> {
  const certificate = await makeCertificate();
  const ranges = Array.from({ length: shards }, (_, shard) => rangeOf(shard, shards));
  const phantoms = ranges.map((range) => ({ id: newId(), range }));
  // Twice as many as nodes: one whose port was taken starts again on others.
  const buses = [...(await freePorts(2 * shards * (replicas + 1)))];
  const nodes: (ClusterNode & { meet: readonly string[] })[] = [];

  const start = async (shard: number, role: ClusterNode['role']) => {
    const id = newId();
    let meet: readonly string[] = [];
    const server = await startServer({
      args,
      certificate,
      adminPassword: ADMIN_PASSWORD,
      prepare: (folder, port, tlsPort) => {
        const bus = buses.pop() as number;
        meet = ['127.0.0.1', `${tls ? tlsPort : port}`, `${bus}`];
        const me = `${id} ${meet[0]}:${meet[1]}@${bus}`;
        const rows =
          role === 'replica'
            ? [`${me} myself,master - 0 0 0 connected`, 'vars currentEpoch 0 lastVoteEpoch 0']
            : [
                ...phantoms.map((one) => `${one.id} :0@0 master,noaddr - 0 0 0 disconnected ${one.range}`),
                `${me} myself,slave ${phantoms[shard].id} 0 0 0 connected`,
                // Each takes over in an epoch of its own.
                `vars currentEpoch ${shard} lastVoteEpoch 0`,
              ];
        writeFileSync(join(folder, 'nodes.conf'), `${rows.join('\n')}\n`);
        return configuration(bus, tls);
      },
    });
    const node = { ...server, id, role, shard, frozen: false, meet };
    node.freeze = () => {
      node.frozen = true;
      server.freeze();
    };
    node.thaw = () => {
      node.frozen = false;
      server.thaw();
    };
    nodes.push(node);
  };
  try {
    const roles = ['primary' as const, ...Array.from({ length: replicas }, () => 'replica' as const)];
    const results = await Promise.allSettled(ranges.flatMap((_, shard) => roles.map((role) => start(shard, role))));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    nodes.sort((a, b) => a.shard - b.shard || a.role.localeCompare(b.role));

    const primaries = nodes.filter((node) => node.role === 'primary');
    await Promise.all(primaries.map((node) => node.command('CLUSTER', 'FAILOVER', 'TAKEOVER')));
    await Promise.all(
      nodes.flatMap((node, i) => nodes.slice(i + 1).map((other) => node.command('CLUSTER', 'MEET', ...other.meet))),
    );
    const knowsOwners = (rows: readonly NodeRow[]) =>
      primaries.every(({ id, shard }) => rows.find((row) => row.id === id)?.slots.join() === ranges[shard]);
    await everyNode(nodes, (rows) => knowsOwners(rows) && nodes.every(({ id }) => rows.some((row) => row.id === id)));
    await Promise.all(
      nodes
        .filter((node) => node.role === 'replica')
        .map((node) => node.command('CLUSTER', 'REPLICATE', primaries[node.shard].id)),
    );
    await Promise.all(primaries.flatMap((node) => phantoms.map(({ id }) => node.command('CLUSTER', 'FORGET', id))));
    await agreed(nodes);
    return nodes;
  } catch (error) {
    await Promise.all(nodes.map((node) => node.stop()));
    throw error;
  }
}

/** Waits until every node has every node in its role, each serves, and each replica follows. */
export async function agreed(all: readonly ClusterNode[]): Promise<void> {
  const nodes = all.filter((node) => !node.frozen);
  await setTimeouts(nodes, HASTE);
  await everyNode(nodes, (rows) =>
    nodes.every((node) => {
      const flag = node.role === 'primary' ? 'master' : 'slave';
      const primary = nodes.find(({ shard, role }) => shard === node.shard && role === 'primary');
      const row = rows.find(({ id }) => id === node.id);
      return row?.flags.includes(flag) && (node.role === 'primary' || row.primary === primary?.id);
    }),
  );
  await until(nodes, async (node) => {
    const info = `${await node.command('CLUSTER', 'INFO')}`;
    const follows =
      node.role === 'primary' || `${await node.command('INFO', 'replication')}`.includes('link_status:up');
    return info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${SLOTS}`) && follows;
  });
  await setTimeouts(nodes, PATIENCE);
}

async function setTimeouts(nodes: readonly ClusterNode[], ms: number): Promise<void> {
  await Promise.all(nodes.map((node) => node.command('CONFIG', 'SET', 'cluster-node-timeout', `${ms}`)));
}

/** What a node knows of its cluster. */
export async function rowsOf(node: ClusterNode): Promise<readonly NodeRow[]> {
  const text = `${await node.command('CLUSTER', 'NODES')}`;
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([id, , flags, primary, , , , , ...slots]) => ({ id, flags: flags.split(','), primary, slots }));
}

async function everyNode(
  nodes: readonly ClusterNode[],
  done: (rows: readonly NodeRow[]) => boolean | undefined,
): Promise<void> {
  await until(nodes, async (node) => Boolean(done(await rowsOf(node))));
}

/** No node announces that it has learned something, so each is asked. */
async function until(nodes: readonly ClusterNode[], done: (node: ClusterNode) => Promise<boolean>): Promise<void> {
  const ask = async (node: ClusterNode) => {
    for (let attempt = 1; !(await done(node)); attempt += 1) {
      if (attempt === 2_000) throw new Error(`The cluster is not ready:\n${await node.command('CLUSTER', 'NODES')}`);
      await pause(10);
    }
  };
  await Promise.all(nodes.map(ask));
}

function configuration(bus: number, tls: boolean): readonly string[] {
  return [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    `cluster-port ${bus}`,
    'cluster-announce-ip 127.0.0.1',
    // The certificate is for the name; clients connect to what they are told.
    'cluster-announce-hostname localhost',
    'cluster-preferred-endpoint-type hostname',
    `tls-cluster ${tls ? 'yes' : 'no'}`,
    `tls-replication ${tls ? 'yes' : 'no'}`,
    `cluster-node-timeout ${HASTE}`,
    'repl-diskless-sync-delay 0',
    'masteruser admin',
    `masterauth ${ADMIN_PASSWORD}`,
  ];
}

function rangeOf(shard: number, shards: number): string {
  const from = (n: number) => Math.ceil((n * SLOTS) / shards);
  return `${from(shard)}-${from(shard + 1) - 1}`;
}

function newId(): string {
  return randomBytes(20).toString('hex');
}
