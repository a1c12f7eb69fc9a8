import { CacheAuth } from '../access/cache-auth';
import { Durability } from '../cache/durability';
import { SnapshotWindow } from '../cache/snapshot-window';
import { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { QUOTAS } from '../catalog/quotas';
import { flag, integer, objectOf, oneOf, parsed, type Reader, type Readers, texts } from './context-value';
import { type At, PLACED_READERS } from './placed-config';
import type { BackupConfig, RotationConfig, StackConfig } from './stack-config';

const { account, region, profile, maintenanceWindow, network, stackPolicy } = PLACED_READERS;

/** Reads a node type of today. */
export const nodeTypeReader: Reader<NodeType> = parsed(nodeType, "a current node type, such as 'cache.r7g.large'");

/** Reads what counts for every stack with a replication group. */
export const STACK_READERS: Readers<StackConfig> = {
  account,
  region,
  profile,
  engine: oneOf(Object.fromEntries(replicationEngines().map((row) => [`${row.engine}-${row.version}`, row]))),
  nodeType: nodeTypeReader,
  shards: integer(1, QUOTAS.shards),
  replicas: integer(0, QUOTAS.replicasPerShard),
  durability: oneOf({ sync: Durability.SYNC, async: Durability.ASYNC, disabled: Durability.DISABLED }),
  parameters: texts,
  backup: objectOf<BackupConfig>({
    retentionDays: integer(0, QUOTAS.snapshotRetentionDays),
    window: parsed(SnapshotWindow.parse, "at least an hour in UTC, such as '03:00-04:00'"),
  }),
  auth: oneOf({
    iam: CacheAuth.iam(),
    'auth-token': CacheAuth.authToken(),
    users: CacheAuth.users(),
    none: CacheAuth.none(),
  }),
  rotation: objectOf<RotationConfig>({ days: integer(0, 1000), endpoints: flag }),
  maintenanceWindow,
  network,
  stackPolicy,
};

/** What contradicts itself in what is said of a replication group. */
export function stackProblems(config: StackConfig, at: At): string[] {
  const { backup = {}, engine, auth } = config;
  return [
    ...(engine !== undefined && engine.features.iam !== true && auth === undefined
      ? [
          `'${at('auth', 'engine')}' needs a choice with ${engine}, which has no IAM authentication, got none; set one of ${engine.features.users === true ? 'users, ' : ''}auth-token or none`,
        ]
      : []),
    ...(backup.retentionDays === 0 && backup.window !== undefined
      ? [`'${at('backup')}.window' needs retentionDays of at least 1, got 0; set it, or leave the window out`]
      : []),
  ];
}

function replicationEngines(): EngineVersion[] {
  return EngineVersion.all().filter((row) => row.features.replication);
}

function nodeType(name: string): NodeType {
  const row = NodeType.find(name);
  if (row?.creatable !== true) throw new Error(name);
  return row;
}
