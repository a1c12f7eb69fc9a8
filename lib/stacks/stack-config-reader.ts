import { CacheAuth } from '../access/cache-auth';
import { Durability } from '../cache/durability';
import { MaintenanceWindow } from '../cache/maintenance-window';
import { Profile } from '../cache/profile';
import { SnapshotWindow } from '../cache/snapshot-window';
import { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { QUOTAS } from '../catalog/quotas';
import { flag, integer, objectOf, oneOf, parsed, type Readers, text, texts } from './context-value';
import { networkProblems, networkReader } from './network-config';
import type { BackupConfig, RotationConfig, StackConfig } from './stack-config';

/** Reads what counts for every stack. */
export const STACK_READERS: Readers<StackConfig> = {
  account: text(/^\d{12}$/, 'the 12 digits of an account'),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a Region, such as 'eu-west-1'"),
  profile: oneOf({ production: Profile.PRODUCTION, dev: Profile.DEV }),
  engine: oneOf(Object.fromEntries(replicationEngines().map((row) => [`${row.engine}-${row.version}`, row]))),
  nodeType: parsed(nodeType, "a current node type, such as 'cache.r7g.large'"),
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
  maintenanceWindow: parsed(MaintenanceWindow.parse, "an hour to a day in UTC, such as 'sun:05:00-sun:06:00'"),
  network: networkReader,
  stackPolicy: flag,
};

/** Where a key stands in the context; one that is missing, where the key stands because of which it is missed. */
export type At = (key: string, because?: string) => string;

/** What contradicts itself in what counts for every stack. */
export function stackProblems(config: StackConfig, at: At): string[] {
  const { network = {}, backup = {}, account, region, engine, auth } = config;
  return [
    ...(engine !== undefined && engine.features.iam !== true && auth === undefined
      ? [
          `'${at('auth', 'engine')}' needs a choice with ${engine}, which has no IAM authentication, got none; set one of ${engine.features.users === true ? 'users, ' : ''}auth-token or none`,
        ]
      : []),
    ...(backup.retentionDays === 0 && backup.window !== undefined
      ? [`'${at('backup')}.window' needs retentionDays of at least 1, got 0; set it, or leave the window out`]
      : []),
    ...networkProblems(network, at('network'), account !== undefined && region !== undefined),
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
