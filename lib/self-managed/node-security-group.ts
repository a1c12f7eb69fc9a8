import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ec2Text, letIn } from '../connect/client-rules';
import { ServiceEndpoints } from '../network/service-endpoints';

const HTTPS = 443;

/**
 * The security group of the nodes: it lets nobody in, and out to what starts a task: registry, secrets and logs. Where a
 * rotation has endpoints made, their private names lead the tasks to them.
 */
export function nodeSecurityGroup(scope: Construct, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    // Create-only: a path would replace the group when the stack moves into a stage.
    description: ec2Text(`Who may connect to the cache ${scope.node.id}`),
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'HTTPS to the registry and to services of AWS');
  ServiceEndpoints.whenMade(vpc, (endpoints) => {
    const door = { construct: endpoints, connections: endpoints.connections, ports: [HTTPS], title: 'the endpoints' };
    letIn(door, [group], scope);
  });
  return group;
}
