import {
  Connections,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { ISubnetGroupRef } from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { attempt } from '../policy/enforce';
import { SubnetGroup } from './subnet-group';

/** Construct ids may have characters that the description of a security group may not. */
const REFUSED_BY_EC2 = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g;

/** Where in its network a cache is. */
export interface PlaceInNetwork {
  /**
   * The subnets of its nodes, private ones; a later change of the selection adds or removes subnets in place.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * A subnet group to use instead of one of its own. A later change replaces the cache.
   *
   * @default - a subnet group of its own, from `vpcSubnets`
   */
  readonly subnetGroup?: ISubnetGroupRef;
  /**
   * Its security groups.
   *
   * @default - a security group of its own, which lets nobody in until a client is allowed
   */
  readonly securityGroups?: ISecurityGroup[];
}

/** Where a cache is, and who can reach it at all. */
export interface PlacementOptions extends PlaceInNetwork {
  /** The network of the cache. */
  readonly vpc: IVpc;
}

/** The subnet group, the security groups and the connections of a cache. */
export class Placement {
  /** The name of the subnet group. */
  public readonly subnetGroupName: string;
  /** Who may connect. */
  public readonly connections: Connections;
  /** The ids of the security groups. */
  public readonly securityGroupIds: string[];
  /** The Availability Zones of its subnets, each once; undefined where they are not known. */
  public readonly availabilityZones?: string[];

  /**
   * @param scope the cache, under which `SubnetGroup` and `SecurityGroup` are made
   * @param options where it shall be
   * @param port the port on which it listens
   * @param zones the number of Availability Zones that it needs
   * @param problems takes what cannot be placed as asked
   */
  constructor(scope: Construct, options: PlacementOptions, port: number, zones: number, problems: string[]) {
    const subnetGroup = subnetGroupOf(scope, options, zones, problems);
    this.subnetGroupName = subnetGroup.subnetGroupRef.cacheSubnetGroupName;
    this.availabilityZones = subnetGroup instanceof SubnetGroup ? subnetGroup.availabilityZones : undefined;
    const securityGroups = options.securityGroups ?? [
      new SecurityGroup(scope, 'SecurityGroup', {
        vpc: options.vpc,
        // Create-only: a path would replace the group when the stack moves into a stage.
        description: `Who may connect to the cache ${scope.node.id}`.replace(REFUSED_BY_EC2, '-').slice(0, 255),
        allowAllOutbound: false,
      }),
    ];
    if (securityGroups.length === 0) {
      problems.push("'securityGroups' needs at least one group, got none; leave it out for a group of its own");
    }
    this.securityGroupIds = securityGroups.map((group) => group.securityGroupId);
    this.connections = new Connections({ securityGroups, defaultPort: Port.tcp(port) });
  }
}

function subnetGroupOf(
  scope: Construct,
  options: PlacementOptions,
  zones: number,
  problems: string[],
): ISubnetGroupRef {
  const { vpc, vpcSubnets, subnetGroup } = options;
  if (subnetGroup !== undefined) {
    if (vpcSubnets !== undefined) {
      problems.push("'vpcSubnets' needs to stand without 'subnetGroup', got both; choose the subnets in one place");
    }
    return subnetGroup;
  }
  const own = attempt(problems, scope, 'SubnetGroup', () => new SubnetGroup(scope, 'SubnetGroup', { vpc, vpcSubnets }));
  if (own.zones !== undefined && own.zones < zones) {
    problems.push(
      `'vpcSubnets' needs subnets of at least ${zones} Availability Zones with 'multiAz', got ${own.zones}; add a zone, or set multiAz: false`,
    );
  }
  return own;
}
