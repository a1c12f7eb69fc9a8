import { ADMIN_PASSWORD, agreed, type ClusterNode, rowsOf, startNodes } from './redis-cluster-nodes';

export type { ClusterNode } from './redis-cluster-nodes';

/** A real cluster on this machine. */
export interface RunningCluster {
  readonly nodes: readonly ClusterNode[];
  /** The ports of the first node. */
  readonly port: number;
  readonly tlsPort: number;
  readonly host: 'localhost';
  readonly caFile: string;
  /** Sends a command to a node as its administrator. */
  command(node: ClusterNode, ...args: string[]): Promise<unknown>;
  /** Sends a command, such as `ACL SETUSER` or `CONFIG SET`, to every node. */
  everywhere(...args: string[]): Promise<readonly unknown[]>;
  /** Makes or changes a user on every node. */
  setUser(name: string, ...rules: string[]): Promise<void>;
  /** The primary of a shard. */
  primary(shard: number): ClusterNode;
  /** The primary that serves the slot of a key. */
  slotOwner(key: string): Promise<ClusterNode>;
  slotOf(key: string): Promise<number>;
  /** Moves a slot and its keys. */
  migrateSlot(slot: number, to: ClusterNode): Promise<void>;
  /** Starts to move a slot: until it is finished, the old owner answers for absent keys with ASK. */
  startMigration(slot: number, to: ClusterNode): Promise<Migration>;
  /** Makes a replica of the shard its primary, without asking the old one, and returns it. */
  failover(shard: number): Promise<ClusterNode>;
  /** Resolves when all nodes that are not frozen agree on who they are, and serve. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** A slot between two nodes. */
export interface Migration {
  moveKeys(): Promise<void>;
  finish(): Promise<void>;
}

export interface ClusterOptions {
  /** @default 3 */
  readonly shards?: number;
  /** Replicas of each shard. @default 0 */
  readonly replicas?: number;
  /** Nodes talk to each other by TLS. Clients may use either, and are sent to ports of their own kind. @default true */
  readonly tls?: boolean;
  /** Arguments of every node, such as `['--maxmemory', '10mb']`. @default - none */
  readonly args?: readonly string[];
}

/** Starts a cluster that serves all slots; who starts it stops it. */
export async function startCluster(options: ClusterOptions = {}): Promise<RunningCluster> {
  const { shards = 3, replicas = 0, tls = true, args = [] } = options;
  const nodes = await startNodes({ shards, replicas, tls, args });
  const { port, tlsPort, host, caFile } = nodes[0];
  const primary = (shard: number) => {
    const found = nodes.find((node) => node.shard === shard && node.role === 'primary');
    if (!found) throw new Error(`There is no shard ${shard}`);
    return found;
  };
  const everywhere = (...command: string[]) => Promise.all(nodes.map((node) => node.command(...command)));
  const slotOf = async (key: string) => Number(await nodes[0].command('CLUSTER', 'KEYSLOT', key));
  const ownerOf = (slot: number) => ownerAmong(nodes, slot);

  const startMigration = async (slot: number, to: ClusterNode): Promise<Migration> => {
    const from = await ownerOf(slot);
    await to.command('CLUSTER', 'SETSLOT', `${slot}`, 'IMPORTING', from.id);
    await from.command('CLUSTER', 'SETSLOT', `${slot}`, 'MIGRATING', to.id);
    return {
      moveKeys: () => moveKeys(slot, from, to, tls),
      finish: async () => {
        // The new owner first: otherwise a slot may have none when this process is killed in between.
        const others = nodes.filter((node) => node.role === 'primary' && node !== to);
        for (const node of [to, ...others]) await node.command('CLUSTER', 'SETSLOT', `${slot}`, 'NODE', to.id);
      },
    };
  };
  return {
    nodes,
    port,
    tlsPort,
    host,
    caFile,
    command: (node, ...command) => node.command(...command),
    everywhere,
    setUser: async (name, ...rules) => {
      await everywhere('ACL', 'SETUSER', name, ...rules);
    },
    primary,
    slotOf,
    slotOwner: async (key) => ownerOf(await slotOf(key)),
    startMigration,
    migrateSlot: async (slot, to) => {
      const migration = await startMigration(slot, to);
      await migration.moveKeys();
      await migration.finish();
    },
    failover: async (shard) => {
      const next = nodes.find((node) => node.shard === shard && node.role === 'replica');
      if (!next) throw new Error(`Shard ${shard} has no replica: start the cluster with replicas`);
      const before = primary(shard);
      await next.command('CLUSTER', 'FAILOVER', 'TAKEOVER');
      [next.role, before.role] = ['primary', 'replica'];
      await agreed(nodes);
      return next;
    },
    settled: () => agreed(nodes),
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function ownerAmong(nodes: readonly ClusterNode[], slot: number): Promise<ClusterNode> {
  for (const node of nodes.filter(({ role }) => role === 'primary')) {
    const row = (await rowsOf(node)).find(({ id }) => id === node.id);
    if (row?.slots.some((range) => includes(range, slot))) return node;
  }
  throw new Error(`No primary serves slot ${slot}`);
}

/** A range is `7` or `5-9`; a slot on its way, `[7->-...]`, is beside the range that still holds it. */
function includes(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return from <= slot && slot <= to;
}

async function moveKeys(slot: number, from: ClusterNode, to: ClusterNode, tls: boolean): Promise<void> {
  const target = ['localhost', `${tls ? to.tlsPort : to.port}`];
  const options = ['', '0', '5000', 'AUTH2', 'admin', ADMIN_PASSWORD, 'KEYS'];
  for (;;) {
    const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', `${slot}`, '1000')) as string[];
    if (keys.length === 0) return;
    await from.command('MIGRATE', ...target, ...options, ...keys);
  }
}
