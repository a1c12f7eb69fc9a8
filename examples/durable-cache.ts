import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Durability, EngineVersion, NodeType, ReplicationGroup, Topology, Workload } from 'cdk-cache-tier';

/** Data that has no other copy: each write is in two zones before it is acknowledged, and no key is ever evicted. */
export function durableCache(): App {
  const app = new App();
  const stack = new Stack(app, 'DurableCache');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new ReplicationGroup(stack, 'Cache', {
    vpc,
    engine: EngineVersion.VALKEY_9_0,
    nodeType: NodeType.R7G_LARGE,
    topology: Topology.clusterMode({ shards: 1, replicasPerShard: 2 }),
    durability: Durability.SYNC,
    workload: Workload.LEADERBOARD,
  });
  return app;
}

if (require.main === module) durableCache().synth();
