import { referencesOf } from './dependencies';
import { known } from './known-values';
import { readableText } from './readable-text';
import type { Subject } from './rule';
import { isObject, type Scalar, view } from './shape';
import { lazily, type Resource, type Resources, subject } from './surroundings';

/** The properties of `AWS::SecretsManager::RotationSchedule`. */
export interface RotationScheduleProperties {
  readonly RotateImmediatelyOnUpdate?: boolean;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: { readonly AutomaticallyAfterDays?: number; readonly ScheduleExpression?: string };
  readonly SecretId?: string;
}

/** A schedule as rules see it. */
export interface RotationSchedule extends Subject {
  readonly properties: RotationScheduleProperties;
  /** The logical ids of the caches and users of the template that have a token or a password from its secret. */
  readonly users: readonly string[];
  /** The logical ids of the permissions that let anybody's Secrets Manager invoke its function. */
  readonly openPermissions: readonly string[];
}

const ROTATION_SCHEDULE_SCALARS: { readonly [property: string]: Scalar } = {
  AutomaticallyAfterDays: 'integer',
  RotateImmediatelyOnUpdate: 'boolean',
  RotationRules: 'map',
  ScheduleExpression: 'string',
};

/** A schedule of a template. */
export function rotationScheduleOf(resource: Resource, resources: Resources): RotationSchedule {
  const { SecretId: secret, RotationLambdaARN: rotator } = isObject(resource.Properties) ? resource.Properties : {};
  return lazily(view<RotationSchedule>(subject(resource), ROTATION_SCHEDULE_SCALARS), {
    users: () => {
      const ids = referencesOf(secret);
      return logicalIds(resources, (other) => secretsOf(other).some((value) => isFrom(value, secret, ids)));
    },
    openPermissions: () => {
      const functions = referencesOf(rotator);
      return logicalIds(resources, (other) => isOpenPermission(other, functions));
    },
  });
}

/** The logical ids of the schedules that rotate the secret from which a value comes. */
export function rotationsOf(value: unknown, resources: Resources): string[] {
  return logicalIds(resources, ({ Type: type, Properties: properties }) => {
    if (type !== 'AWS::SecretsManager::RotationSchedule') return false;
    return isFrom(value, properties?.SecretId, referencesOf(properties?.SecretId));
  });
}

/** Where caches and users have their tokens and passwords. */
function secretsOf({ Type: type, Properties: properties }: Resource): unknown[] {
  if (type === 'AWS::ElastiCache::ReplicationGroup') return [properties?.AuthToken];
  return type === 'AWS::ElastiCache::User' ? [properties?.AuthenticationMode, properties?.Passwords] : [];
}

/** By a reference to the secret, or by its name or ARN in a dynamic reference. */
function isFrom(value: unknown, secret: unknown, ids: readonly string[]): boolean {
  if (ids.length > 0) return referencesOf(value).some((id) => ids.includes(id));
  if (typeof secret !== 'string') return false;
  const texts = isObject(value) && 'Passwords' in value ? value.Passwords : value;
  return (Array.isArray(texts) ? texts : [texts]).some((text) =>
    readableText(text).startsWith(`{{resolve:secretsmanager:${secret}:`),
  );
}

function isOpenPermission({ Type: type, Properties: properties }: Resource, functions: readonly string[]): boolean {
  if (type !== 'AWS::Lambda::Permission' || properties?.Principal !== 'secretsmanager.amazonaws.com') return false;
  const isOfFunction = referencesOf(properties.FunctionName).some((id) => functions.includes(id));
  return isOfFunction && !('SourceAccount' in (known(properties) as object));
}

function logicalIds(resources: Resources, is: (resource: Resource) => boolean): string[] {
  const found: string[] = [];
  for (const logicalId in resources) if (is(resources[logicalId])) found.push(logicalId);
  return found;
}
