import {
  CfnParameterGroup,
  type CfnParameterGroupProps,
  type IParameterGroupRef,
  type ParameterGroupReference,
} from 'aws-cdk-lib/aws-elasticache';
import { type IResource, Resource, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EngineVersion } from '../catalog/engine-version';
import { enforce } from '../policy/enforce';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { PARAMETER_GROUP_WORDS } from './cache-words';

/** A parameter group, defined in this app or elsewhere. */
export interface IParameterGroup extends IResource, IParameterGroupRef {
  /** The name by which caches refer to it. */
  readonly parameterGroupName: string;
}

/** What can be said about a parameter group. */
export interface ParameterGroupProps {
  /** The engine version of the caches that use it, from which its family follows. */
  readonly engine: EngineVersion;
  /**
   * The parameters, by the names of the service.
   *
   * @default - none: the defaults of the family
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * A sentence about the group.
   *
   * @default - `Parameters of` and the path of the construct
   */
  readonly description?: string;
}

/**
 * The engine settings of caches. It has no physical name, so that an upgrade to another family makes the new group
 * before the old one is deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.html
 */
export class ParameterGroup extends Resource implements IParameterGroup {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.ParameterGroup';

  /** A parameter group that exists already, such as `default.valkey8.cluster.on`. */
  public static fromParameterGroupName(scope: Construct, id: string, parameterGroupName: string): IParameterGroup {
    class Import extends Resource implements IParameterGroup {
      public readonly parameterGroupName = parameterGroupName;
      public readonly parameterGroupRef = { cacheParameterGroupName: parameterGroupName };
    }
    return new Import(scope, id);
  }

  public readonly parameterGroupName: string;
  public readonly parameterGroupRef: ParameterGroupReference;
  private readonly parameters: { [name: string]: string };
  private readonly resource: CfnParameterGroup;

  constructor(scope: Construct, id: string, props: ParameterGroupProps) {
    super(scope, id);
    props = injected(scope, ParameterGroup.PROPERTY_INJECTION_ID, id, props);
    this.parameters = { ...props.parameters };
    const shape: CfnParameterGroupProps = {
      cacheParameterGroupFamily: props.engine.parameterGroupFamily,
      description: props.description ?? `Parameters of ${this.node.path}`.slice(0, 255),
      properties: { ...this.parameters },
    };
    const resource = new CfnParameterGroup(this, 'Resource', supported(CfnParameterGroup, shape));
    this.resource = resource;
    this.parameterGroupName = resource.ref;
    this.parameterGroupRef = resource.parameterGroupRef;
    enforce(this, resource, { say: PARAMETER_GROUP_WORDS });
  }

  /** Sets one more parameter, or another value of one; checked at synthesis. */
  public addParameter(name: string, value: string): void {
    this.parameters[name] = value;
    const { properties } = this.resource;
    // What an escape hatch made of the L1 stays.
    this.resource.properties = { ...(Token.isUnresolved(properties) ? this.parameters : properties), [name]: value };
  }
}
