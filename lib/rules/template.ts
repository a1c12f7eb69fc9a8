import { known } from './known-values';
import { type LowerableFinding, lower, loweredOf } from './lowering';
import { PARAMETER_GROUP_RULES } from './parameter-group-rules';
import { PARAMETER_GROUP_SCALARS, type ParameterGroup } from './parameter-group-shape';
import { REPLICATION_GROUP_SCALARS, type ReplicationGroup } from './replication-group-shape';
import { check, type Finding, type Words } from './rule';
import { isObject, UNKNOWN, view } from './shape';
import { SUBNET_GROUP_RULES } from './subnet-group-rules';
import { SUBNET_GROUP_SCALARS, type SubnetGroup } from './subnet-group-shape';
import { REPLICATION_GROUP_RULES } from './tables';
import { TEMPLATE_WORDS } from './words';

/** A finding about one resource of a template. */
export interface TemplateFinding extends LowerableFinding {
  /** The logical id of the resource. */
  readonly logicalId: string;
  /** Its CloudFormation type. */
  readonly resourceType: string;
}

/** What is known of the place where a template is deployed. */
export interface Place {
  readonly region?: string;
  readonly account?: string;
}

interface Resource {
  readonly Type?: unknown;
  readonly Properties?: { readonly [property: string]: unknown };
  readonly Metadata?: { readonly [key: string]: unknown };
  readonly [attribute: string]: unknown;
}

const TYPES: {
  readonly [type: string]: (resource: Resource, resources: Resources, place: Place, say: Words) => Finding[];
} = {
  'AWS::ElastiCache::ReplicationGroup': (resource, resources, place, say) => {
    const around = { ...place, parameterGroup: parameterGroupOf(resource, resources) };
    const it = view<ReplicationGroup>({ ...subject(resource), ...defined(around) }, REPLICATION_GROUP_SCALARS);
    return check(REPLICATION_GROUP_RULES, it, say);
  },
  'AWS::ElastiCache::ParameterGroup': (resource, _resources, _place, say) =>
    check(PARAMETER_GROUP_RULES, view<ParameterGroup>(subject(resource), PARAMETER_GROUP_SCALARS), say),
  'AWS::ElastiCache::SubnetGroup': (resource, _resources, _place, say) =>
    check(SUBNET_GROUP_RULES, view<SubnetGroup>(subject(resource), SUBNET_GROUP_SCALARS), say),
};

type Resources = { readonly [logicalId: string]: Resource };

/** Whether there is something in this value that can be judged: an object with `Resources`. */
export function isTemplate(value: unknown): value is { readonly Resources: Resources } {
  return isObject(value) && isObject(value.Resources) && Object.values(value.Resources).every(isObject);
}

/** How many resources of a template are judged. */
export function judgedResources(template: { readonly Resources: Resources }): number {
  return Object.values(template.Resources).filter(({ Type }) => typeof Type === 'string' && Object.hasOwn(TYPES, Type))
    .length;
}

/** Judges every ElastiCache resource of a CloudFormation template, in the words of the template unless told otherwise. */
export function checkTemplate(
  template: { readonly Resources: Resources },
  place: Place = {},
  say: Words = TEMPLATE_WORDS,
): TemplateFinding[] {
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const findings = checkResource(resource, template.Resources, place, say);
    const lowered = loweredOf(resource);
    return findings.map((finding) => ({
      ...lower(finding, lowered),
      logicalId,
      resourceType: String(resource.Type),
    }));
  });
}

/** Judges one resource in the author's words; the others are there for it to refer to. */
export function checkResource(resource: Resource, resources: Resources, place: Place, say: Words): Finding[] {
  const type = String(resource.Type);
  return Object.hasOwn(TYPES, type) ? TYPES[type](resource, resources, place, say) : [];
}

function subject(resource: Resource): object {
  const { Properties, DeletionPolicy, UpdateReplacePolicy, UpdatePolicy } = resource;
  const attributes = defined({ DeletionPolicy, UpdateReplacePolicy, UpdatePolicy });
  const properties = Properties === undefined || isObject(Properties) ? known(Properties ?? {}) : UNKNOWN;
  return { properties, ...(known(attributes) as object) };
}

/** The properties of the parameter group that it refers to, where that is in the same template. */
function parameterGroupOf(resource: Resource, resources: Resources): unknown {
  const name = resource.Properties?.CacheParameterGroupName;
  const id = isObject(name) ? name.Ref : undefined;
  const group = typeof id === 'string' ? resources[id] : undefined;
  return group?.Type === 'AWS::ElastiCache::ParameterGroup' ? known(group.Properties ?? {}) : undefined;
}

function defined(values: { readonly [key: string]: unknown }): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
