import { CACHE_CLUSTER, type CacheCluster } from './cache-cluster-shape';
import { CONNECT_POLICY_RULES, INLINE_CONNECT_POLICY_RULES } from './connect-policy-rules';
import { connectPolicyOf, POLICY_TYPES } from './connect-policy-shape';
import { type LowerableFinding, lower, loweredOf } from './lowering';
import { PARAMETER_GROUP_SCALARS, type ParameterGroup } from './parameter-group-shape';
import { parameterGroupOf, userGroupOf, userGroupsOf, userWithNamesakes } from './relations';
import { REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import { ROTATION_SCHEDULE_RULES } from './rotation-schedule-rules';
import { rotationScheduleOf, rotationsOf } from './rotation-schedule-shape';
import { check, type Finding, type Words } from './rule';
import { exposureOf } from './secrecy';
import { SERVERLESS_ACCESS_RULES } from './serverless-access-rules';
import { SERVERLESS_CACHE_SCALARS, type ServerlessCache } from './serverless-cache-shape';
import { isObject, view } from './shape';
import { SUBNET_GROUP_RULES } from './subnet-group-rules';
import { SUBNET_GROUP_SCALARS, type SubnetGroup } from './subnet-group-shape';
import {
  defined,
  lazily,
  type Place,
  type Resource,
  type Resources,
  type Surroundings,
  subject,
  surroundings,
  type Template,
} from './surroundings';
import { ALL_CACHE_CLUSTER_RULES, ALL_PARAMETER_GROUP_RULES, ALL_USER_RULES, REPLICATION_GROUP_RULES } from './tables';
import { USER_GROUP_RULES } from './user-group-rules';
import { TEMPLATE_WORDS } from './words';

export type { Place } from './surroundings';

/** A finding about one resource of a template. */
export interface TemplateFinding extends LowerableFinding {
  /** The logical id of the resource. */
  readonly logicalId: string;
  /** Its CloudFormation type. */
  readonly resourceType: string;
}

type Judge = (resource: Resource, around: Surroundings, say: Words) => Finding[];

const TYPES: { readonly [type: string]: Judge } = {
  'AWS::ElastiCache::ReplicationGroup': (resource, around, say) => {
    const { place, resources, template } = around;
    const beside = { ...place, parameterGroup: parameterGroupOf(resource, around) };
    const it = view<ReplicationGroup>({ ...subject(resource), ...defined(beside) }, REPLICATION_GROUP.scalars);
    const { AuthToken: token, UserGroupIds: groups } = propertiesOf(resource);
    lazily(it, {
      ...userGroupsOf(groups, resource, around),
      tokenExposure: () => exposureOf(token, template),
      rotations: () => rotationsOf(token, resources),
    });
    return check(REPLICATION_GROUP_RULES, it, say);
  },
  'AWS::ElastiCache::CacheCluster': (resource, around, say) => {
    const beside = { ...around.place, parameterGroup: parameterGroupOf(resource, around) };
    const it = view<CacheCluster>({ ...subject(resource), ...defined(beside) }, CACHE_CLUSTER.scalars);
    return check(ALL_CACHE_CLUSTER_RULES, it, say);
  },
  'AWS::ElastiCache::ParameterGroup': (resource, _around, say) =>
    check(ALL_PARAMETER_GROUP_RULES, view<ParameterGroup>(subject(resource), PARAMETER_GROUP_SCALARS), say),
  'AWS::ElastiCache::SubnetGroup': (resource, _around, say) =>
    check(SUBNET_GROUP_RULES, view<SubnetGroup>(subject(resource), SUBNET_GROUP_SCALARS), say),
  'AWS::ElastiCache::User': (resource, around, say) => check(ALL_USER_RULES, userWithNamesakes(resource, around), say),
  'AWS::ElastiCache::UserGroup': (resource, around, say) => check(USER_GROUP_RULES, userGroupOf(resource, around), say),
  'AWS::ElastiCache::ServerlessCache': (resource, around, say) => {
    const it = view<ServerlessCache>(subject(resource), SERVERLESS_CACHE_SCALARS);
    const { UserGroupId: group } = propertiesOf(resource);
    lazily(it, userGroupsOf([group], resource, around));
    return check(SERVERLESS_ACCESS_RULES, it, say);
  },
  'AWS::SecretsManager::RotationSchedule': (resource, { resources }, say) =>
    check(ROTATION_SCHEDULE_RULES, rotationScheduleOf(resource, resources), say),
  ...Object.fromEntries(Object.keys(POLICY_TYPES).map((type) => [type, judgePolicy])),
};

function judgePolicy(resource: Resource, { resources }: Surroundings, say: Words): Finding[] {
  const inline = POLICY_TYPES[String(resource.Type)] === 'Policies';
  const policy = connectPolicyOf(resource, resources);
  // Most policies have nothing to do with caches.
  if (policy.statements.length === 0) return [];
  return check(inline ? INLINE_CONNECT_POLICY_RULES : CONNECT_POLICY_RULES, policy, say);
}

function propertiesOf({ Properties: properties }: Resource): { readonly [property: string]: unknown } {
  return isObject(properties) ? properties : {};
}

/** Whether there is something in this value that can be judged: an object with `Resources`. */
export function isTemplate(value: unknown): value is Template {
  return isObject(value) && isObject(value.Resources) && Object.values(value.Resources).every(isObject);
}

/** Whether there are rules for resources of its type. */
export function isJudged({ Type: type }: Resource): boolean {
  return typeof type === 'string' && Object.hasOwn(TYPES, type);
}

/** How many ElastiCache resources of a template are judged. */
export function judgedResources(template: Template): number {
  const ofService = ({ Type: type }: Resource) => String(type).startsWith('AWS::ElastiCache::');
  return Object.values(template.Resources).filter((resource) => isJudged(resource) && ofService(resource)).length;
}

/** Judges every resource of a CloudFormation template that has to do with caches, in its words unless told otherwise. */
export function checkTemplate(template: Template, place: Place = {}, say: Words = TEMPLATE_WORDS): TemplateFinding[] {
  const around = surroundings(template.Resources, place, template);
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const findings = judged(resource, around, say);
    const lowered = loweredOf(resource);
    return findings.map((finding) => ({
      ...lower(finding, lowered),
      logicalId,
      resourceType: String(resource.Type),
    }));
  });
}

/** Judges one resource of a template that is being made, in the author's words; the others are there to be referred to. */
export function checkResource(resource: Resource, resources: Resources, place: Place, say: Words): Finding[] {
  return judged(resource, surroundings(resources, place), say);
}

function judged(resource: Resource, around: Surroundings, say: Words): Finding[] {
  return isJudged(resource) ? TYPES[String(resource.Type)](resource, around, say) : [];
}
