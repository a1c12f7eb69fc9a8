import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { App, Stack } from 'aws-cdk-lib/core';
import {
  Access,
  Backup,
  CacheAuth,
  ClusterMode,
  Durability,
  Engine,
  EngineVersion,
  MaintenanceWindow,
  Profile,
  ReplicationGroup,
  type ReplicationGroupProps,
  SnapshotWindow,
  Topology,
  TransitEncryption,
  Weekday,
  Workload,
} from '../../lib';
import { CacheStack } from '../../lib/stacks/cache-stack';

/** What people may have deployed: one cache of each shape. A stack that a release made is never taken out. */
const CACHES: { readonly [stack: string]: Omit<ReplicationGroupProps, 'vpc'> } = {
  Defaults: {},
  Development: { profile: Profile.DEV },
  ClusterMode: { topology: Topology.clusterMode({ shards: 3, replicasPerShard: 2 }) },
  Compatible: { clusterMode: ClusterMode.COMPATIBLE },
  Migrated: { topology: Topology.migratedToClusterMode() },
  NoAuthentication: { auth: CacheAuth.none() },
  RedisOss: { engine: EngineVersion.REDIS_7_1, transitEncryption: TransitEncryption.PREFERRED },
  Durable: {
    engine: EngineVersion.VALKEY_9_0,
    topology: Topology.clusterMode({ shards: 2 }),
    durability: Durability.SYNC,
    workload: Workload.LEADERBOARD,
  },
  Stated: {
    engine: EngineVersion.VALKEY_8_1,
    topology: Topology.singleShard({ replicas: 2 }),
    backup: Backup.daily({ window: SnapshotWindow.daily({ hour: 3 }) }),
    maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.SUNDAY, hour: 5 }),
    parameters: { timeout: '300' },
  },
};

/** The same with clients, and with a rotation where there is something to rotate. */
const CONNECTED: { readonly [stack: string]: Omit<ReplicationGroupProps, 'vpc'> } = {
  IamUsers: {},
  IamUsersOfRedisOss: { auth: CacheAuth.iam({ engine: Engine.REDIS }) },
  UsersWithPasswords: { engine: EngineVersion.REDIS_6_2, auth: CacheAuth.users() },
  AuthToken: { auth: CacheAuth.authToken() },
};

/** The app whose templates every release keeps: an update from any of them must replace nothing. */
export function referenceApp(outdir?: string): App {
  const app = new App({ analyticsReporting: false, outdir });
  for (const [id, props] of Object.entries(CACHES)) cacheIn(new Stack(app, id), props);
  for (const [id, props] of Object.entries(CONNECTED)) {
    const stack = new Stack(app, id);
    const { cache, vpc } = cacheIn(stack, props);
    const client = new SecurityGroup(stack, 'Client', { vpc });
    cache.connect(client);
    if (cache.userGroup) cache.connect(client, { as: 'reader', access: Access.READ_ONLY });
    if (id === 'UsersWithPasswords' || id === 'AuthToken') cache.addRotation({ createEndpoints: true });
    cache.publishLink();
  }
  new CacheStack(app, 'CacheStack');
  return app;
}

function cacheIn(stack: Stack, props: Omit<ReplicationGroupProps, 'vpc'>): { cache: ReplicationGroup; vpc: Vpc } {
  const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, natGateways: 0 });
  return { cache: new ReplicationGroup(stack, 'Cache', { vpc, ...props }), vpc };
}
