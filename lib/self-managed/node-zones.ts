import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { zonesOf } from '../network/subnet-zones';

/**
 * The subnets of each node: those of one Availability Zone, round and round, so that a zone that is lost takes its share of
 * the nodes and no more. ECS spreads the tasks of a service over its subnets, and here each service has one task. Where the
 * zones are not known, ECS chooses among all subnets.
 */
export function subnetsOfNodes(nodes: number, subnets: ISubnet[]): ISubnet[][] {
  const zones = zonesOf(subnets);
  const each = [...new Set(zones)];
  return Array.from({ length: nodes }, (_, node) =>
    zones === undefined ? subnets : subnets.filter((_subnet, index) => zones[index] === each[node % each.length]),
  );
}
