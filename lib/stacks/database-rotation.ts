import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { letIn } from '../connect/client-rules';
import type { IDatabase } from '../database/database';
import { privateSubnets } from '../network/private-subnets';
import { ServiceEndpoints } from '../network/service-endpoints';
import type { StackConfig } from './stack-config';

/** Gives the function that rotates the secret of a master user its way to Secrets Manager. RDS rotates its own by itself. */
export function reachSecrets(database: IDatabase, vpc: IVpc, { rotation = {}, network = {} }: StackConfig): void {
  const { endpoints = network.vpcId === undefined } = rotation;
  const group = database.node.tryFindChild('RotationSecurityGroup') as ISecurityGroup | undefined;
  const { subnets } = privateSubnets(vpc, undefined, 'the function has no public address');
  if (group === undefined || subnets === undefined || !endpoints) return;
  const made = ServiceEndpoints.of(vpc, subnets, ['secretsmanager']);
  const door = { construct: made, connections: made.connections, ports: [HTTPS], title: 'the endpoints' };
  letIn(door, [group], database);
}

const HTTPS = 443;
