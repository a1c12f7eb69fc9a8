import {
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SelectedSubnets,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { SubnetGroup } from 'aws-cdk-lib/aws-rds';
import { type RemovalPolicy, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ec2Text } from '../connect/client-rules';
import { privateSubnets } from '../network/private-subnets';
import { retainParts } from './retained-database';

/** Where in its network a database is. */
export interface DatabasePlace {
  /**
   * Its subnets, private ones in two Availability Zones or more.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Its security groups.
   *
   * @default - a security group of its own, which lets nobody in until a client is connected
   */
  readonly securityGroups?: ISecurityGroup[];
}

/** Where a database is. */
export interface DatabasePlacementOptions extends DatabasePlace {
  /** Its network. */
  readonly vpc: IVpc;
}

/** The subnet group and the security groups of a database. */
export interface DatabasePlacement {
  /** The subnet group. */
  readonly subnetGroup: SubnetGroup;
  /** The subnets in it. */
  readonly subnets: SelectedSubnets;
  /** The security groups. */
  readonly securityGroups: ISecurityGroup[];
}

/** The subnets of a database, with what is wrong with them and with its groups. */
export function subnetsOf(
  { vpc, vpcSubnets, securityGroups }: DatabasePlacementOptions,
  problems: string[],
): SelectedSubnets | undefined {
  const { subnets, problems: wrong } = privateSubnets(vpc, vpcSubnets, 'a database is never reached from the internet');
  problems.push(...wrong);
  const zones = subnets?.isPendingLookup ? [] : (subnets?.subnets ?? []).map((subnet) => subnet.availabilityZone);
  if (zones.length > 0 && !zones.some(Token.isUnresolved) && new Set(zones).size < 2) {
    problems.push(
      `'vpcSubnets' needs subnets of at least 2 Availability Zones, got 1; add a zone (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html)`,
    );
  }
  if (securityGroups?.length === 0) {
    problems.push("'securityGroups' needs at least one group, got none; leave it out for a group of its own");
  }
  return subnets;
}

/**
 * Makes them, and keeps them with a database that is kept.
 *
 * @param scope the database, under which `SubnetGroup` and `SecurityGroup` are made
 */
export function placeDatabase(
  scope: Construct,
  { vpc, securityGroups }: DatabasePlacementOptions,
  subnets: SelectedSubnets,
  removalPolicy: RemovalPolicy,
): DatabasePlacement {
  const subnetGroup = new SubnetGroup(scope, 'SubnetGroup', {
    vpc,
    vpcSubnets: { subnets: subnets.subnets },
    description: `Private subnets for ${scope.node.path}`.slice(0, 255),
  });
  const groups = securityGroups ?? [
    new SecurityGroup(scope, 'SecurityGroup', {
      vpc,
      // Create-only: a path would replace the group when the stack moves into a stage.
      description: ec2Text(`Who may connect to the database ${scope.node.id}`),
      allowAllOutbound: false,
    }),
  ];
  retainParts(scope, removalPolicy);
  return { subnetGroup, subnets, securityGroups: groups };
}
