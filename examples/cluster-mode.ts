import { App, Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Backup,
  EngineVersion,
  MaintenanceWindow,
  NodeType,
  ReplicationGroup,
  SnapshotWindow,
  Topology,
  Weekday,
} from 'cdk-cache-tier';

/** Three shards with a replica each: more memory and more writes than one node has. The number of shards can change. */
export function clusterMode(): App {
  const app = new App();
  const stack = new Stack(app, 'ClusterMode');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new ReplicationGroup(stack, 'Cache', {
    vpc,
    engine: EngineVersion.VALKEY_8_2,
    nodeType: NodeType.R7G_XLARGE,
    topology: Topology.clusterMode({ shards: 3, replicasPerShard: 1 }),
    backup: Backup.daily({ retention: Duration.days(35), window: SnapshotWindow.daily({ hour: 3 }) }),
    maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.SUNDAY, hour: 5 }),
  });
  return app;
}

if (require.main === module) clusterMode().synth();
