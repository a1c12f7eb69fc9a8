import type { Subject } from './rule';
import type { Scalar } from './shape';

/** The properties of `AWS::ElastiCache::ParameterGroup`. */
export interface ParameterGroupProperties {
  readonly CacheParameterGroupFamily?: string;
  readonly Description?: string;
  readonly Properties?: { readonly [parameter: string]: string };
  readonly Tags?: readonly object[];
}

/** A parameter group as rules see it. */
export interface ParameterGroup extends Subject {
  readonly properties: ParameterGroupProperties;
}

/** The types that the schema gives the properties. */
export const PARAMETER_GROUP_SCALARS: { readonly [property: string]: Scalar } = {
  CacheParameterGroupFamily: 'string',
  Description: 'string',
  Properties: 'map',
};
