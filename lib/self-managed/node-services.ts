import type { CfnSecurityGroupIngress, ISecurityGroup, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  FargatePlatformVersion,
  FargateService,
  type FargateTaskDefinition,
  type ICluster,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import { DnsRecordType, type IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { CfnResource, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { ServiceEndpoints } from '../network/service-endpoints';
import { nodeName } from './node-names';
import { subnetsOfNodes } from './node-zones';

/** How long clients remember the address of a node. */
const DNS_TTL = Duration.seconds(10);

/** Where the nodes are, and what they run. */
export interface NodeServicesProps {
  readonly cluster: ICluster;
  readonly task: FargateTaskDefinition;
  readonly namespace: IPrivateDnsNamespace;
  readonly subnets: SelectedSubnets;
  readonly securityGroup: ISecurityGroup;
  readonly nodes: number;
}

/**
 * A service of one task for each node, because keys belong to names: a task that takes the place of another one comes back
 * under its name, empty. Two tasks of a node would be two caches under one name, so the old one ends before the new one
 * starts.
 */
export function nodeServices(scope: Construct, props: NodeServicesProps): FargateService[] {
  const { cluster, task, namespace, subnets, securityGroup, nodes } = props;
  const placed = subnetsOfNodes(nodes, subnets.subnets);
  const services = placed.map((own, index) => {
    return new FargateService(scope, `Node${index + 1}`, {
      cluster,
      taskDefinition: task,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // It would move a node for the balance of zones, and empty it.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { enable: true, rollback: true },
      // What Fargate costs is told apart by the tags of tasks.
      propagateTags: PropagatedTagSource.SERVICE,
      platformVersion: FargatePlatformVersion.LATEST,
      assignPublicIp: false,
      vpcSubnets: { subnets: own },
      securityGroups: [securityGroup],
      cloudMapOptions: {
        cloudMapNamespace: namespace,
        name: nodeName(index),
        dnsRecordType: DnsRecordType.A,
        dnsTtl: DNS_TTL,
      },
    });
  });
  // A task that cannot read its secrets, or fetch its image, would make the first deployment fail.
  if (task.executionRole !== undefined) services[0].node.addDependency(task.executionRole);
  services[0].node.addDependency(subnets.internetConnectivityEstablished);
  // The names of endpoints lead tasks to them from the moment in which they are there, let in or not.
  ServiceEndpoints.whenMade(cluster.vpc, ({ endpoints }) => {
    services[0].node.addDependency(...endpoints, ...rulesThatLetIn(securityGroup, Stack.of(scope)));
  });
  // CloudFormation changes one after the other, and stops at the first that does not start: one node is empty at a time.
  for (const [index, service] of services.slice(1).entries()) service.node.addDependency(services[index]);
  return services;
}

function rulesThatLetIn({ securityGroupId }: ISecurityGroup, stack: Stack): IConstruct[] {
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType }) => cfnResourceType === 'AWS::EC2::SecurityGroupIngress')
    .filter((rule) => (rule as CfnSecurityGroupIngress).sourceSecurityGroupId === securityGroupId);
}
