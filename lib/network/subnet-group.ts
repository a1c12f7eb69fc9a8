import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  CfnSubnetGroup,
  type CfnSubnetGroupProps,
  type ISubnetGroupRef,
  type SubnetGroupReference,
} from 'aws-cdk-lib/aws-elasticache';
import { type IResource, Resource, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { enforce } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { L1_WORDS } from '../rules/words';
import { privateSubnets } from './private-subnets';
import { zonesOf } from './subnet-zones';

const NEVER_PUBLIC = 'a cache is never reached from the internet';

/** A subnet group, defined in this app or elsewhere. */
export interface ISubnetGroup extends IResource, ISubnetGroupRef {
  /** The name by which caches refer to it. */
  readonly subnetGroupName: string;
}

/** What can be said about a subnet group. */
export interface SubnetGroupProps {
  /** The network of the caches that use the group. */
  readonly vpc: IVpc;
  /**
   * The subnets, private ones.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * A sentence about the group.
   *
   * @default - `Private subnets for` and the path of the construct
   */
  readonly description?: string;
}

/**
 * The private subnets in which the nodes of caches live. More subnets can be added later; a cache that is given another
 * group is replaced.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
 */
export class SubnetGroup extends Resource implements ISubnetGroup {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.SubnetGroup';

  /** A subnet group that exists already. */
  public static fromSubnetGroupName(scope: Construct, id: string, subnetGroupName: string): ISubnetGroup {
    class Import extends Resource implements ISubnetGroup {
      public readonly subnetGroupName = subnetGroupName;
      public readonly subnetGroupRef = { cacheSubnetGroupName: subnetGroupName };
    }
    return new Import(scope, id);
  }

  public readonly subnetGroupName: string;
  public readonly subnetGroupRef: SubnetGroupReference;
  /** Number of Availability Zones of the subnets; undefined where it is known at deployment only. */
  public readonly zones?: number;
  /** The Availability Zones of the subnets, each once; undefined where they are known at deployment only. */
  public readonly availabilityZones?: string[];

  constructor(scope: Construct, id: string, props: SubnetGroupProps) {
    super(scope, id);
    props = injected(scope, SubnetGroup.PROPERTY_INJECTION_ID, id, props);
    const { subnets, problems } = privateSubnets(props.vpc, props.vpcSubnets, NEVER_PUBLIC);
    const shape: CfnSubnetGroupProps = {
      description: props.description ?? `Private subnets for ${this.node.path}`.slice(0, 255),
      subnetIds: subnets?.subnetIds ?? [],
    };
    const resource = new CfnSubnetGroup(this, 'Resource', supported(CfnSubnetGroup, shape));
    this.subnetGroupName = resource.ref;
    this.subnetGroupRef = resource.subnetGroupRef;
    if (subnets === undefined) {
      this.availabilityZones = [];
      throw new InvalidCacheError(this.node.path, problems);
    }
    const zones = zonesOf(subnets.subnets);
    this.availabilityZones = zones && [...new Set(zones)];
    this.zones = zones && countOf(zones);
    enforce(this, resource, { say: L1_WORDS, problems });
  }
}

/** An unresolved zone is a zone of its own where its expression is; one that is there twice leaves the count open. */
function countOf(zones: readonly string[]): number | undefined {
  const hidden = zones.some((zone, index) => Token.isUnresolved(zone) && zones.indexOf(zone) !== index);
  return hidden ? undefined : new Set(zones).size;
}
