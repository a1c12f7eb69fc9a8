import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ClusterMode, ReplicationGroup, type ReplicationGroupProps, Topology } from 'cdk-cache-tier';

/**
 * A cache on its way to cluster mode, without replacement: deploy the steps one after the other.
 * After `compatible`, move every client to the cluster protocol; after `enabled` there is no way back.
 */
const STEPS: { readonly [step: string]: Partial<ReplicationGroupProps> } = {
  disabled: { topology: Topology.singleShard({ replicas: 1 }) },
  compatible: { topology: Topology.singleShard({ replicas: 1 }), clusterMode: ClusterMode.COMPATIBLE },
  enabled: { topology: Topology.migratedToClusterMode({ replicas: 1 }) },
};

export function migrateToClusterMode(step: 'disabled' | 'compatible' | 'enabled'): App {
  const app = new App();
  const stack = new Stack(app, 'MigrateToClusterMode');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new ReplicationGroup(stack, 'Cache', { vpc, ...STEPS[step] });
  return app;
}

if (require.main === module) migrateToClusterMode('disabled').synth();
