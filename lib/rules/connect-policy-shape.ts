import { GAP, readableText } from './readable-text';
import type { Subject } from './rule';
import { isObject } from './shape';
import type { Resource, Resources } from './surroundings';

/** What an entry of `Resource` names; unknown where only the deployment tells. */
export type ConnectTarget =
  | 'replication group'
  | 'serverless cache'
  | 'user'
  | 'anything'
  | 'something else'
  | 'unknown';

/** One entry of `Resource`, as far as it can be read. */
export interface ConnectResource {
  readonly target: ConnectTarget;
  /** The ARN, with gaps for what only the deployment knows. */
  readonly arn: string;
  /** What stands between the type and the name. */
  readonly separator?: string;
  /** The name, with gaps. */
  readonly name?: string;
}

/** A statement that lets somebody connect. */
export interface ConnectStatement {
  readonly resources: readonly ConnectResource[];
  /** Whether it speaks of connecting, rather than of every action. */
  readonly explicit: boolean;
  /** Whether it lets manage the service as a whole: `elasticache:*`. */
  readonly wholeService: boolean;
  /** The keys, in lower case, without which its conditions are not met. */
  readonly conditionKeys: readonly string[];
}

/** A policy as rules see it. */
export interface ConnectPolicy extends Subject {
  /** The statements of all its documents that let somebody connect. */
  readonly statements: readonly ConnectStatement[];
}

/** Where the documents of a resource stand: in one property, or in a list of inline policies. */
export const POLICY_TYPES: { readonly [type: string]: 'PolicyDocument' | 'Policies' } = {
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::IAM::ManagedPolicy': 'PolicyDocument',
  'AWS::IAM::RolePolicy': 'PolicyDocument',
  'AWS::IAM::UserPolicy': 'PolicyDocument',
  'AWS::IAM::GroupPolicy': 'PolicyDocument',
  'AWS::IAM::Role': 'Policies',
  'AWS::IAM::User': 'Policies',
  'AWS::IAM::Group': 'Policies',
};

/** What a resource with policies says of connecting to caches. */
export function connectPolicyOf(resource: Resource, resources: Resources): ConnectPolicy {
  const { PolicyDocument: document, Policies: inline } = isObject(resource.Properties) ? resource.Properties : {};
  const documents = [document, ...list(inline).map((policy) => (isObject(policy) ? policy.PolicyDocument : policy))];
  const statements = documents
    .filter((it) => it !== undefined)
    .flatMap((it) => list(isObject(it) && 'Statement' in it ? it.Statement : it))
    .flatMap((statement) => connectStatement(statement, resources) ?? []);
  return { properties: {}, statements };
}

const UNKNOWN_STATEMENT: ConnectStatement = {
  resources: [{ target: 'unknown', arn: GAP }],
  explicit: false,
  wholeService: false,
  conditionKeys: [],
};

/** Undefined for a statement that lets nobody connect; one that cannot be read may complete the others. */
function connectStatement(statement: unknown, resources: Resources): ConnectStatement | undefined {
  if (!isObject(statement) || Object.keys(statement).some((key) => key.startsWith('Fn::'))) return UNKNOWN_STATEMENT;
  if (statement.Effect === 'Deny') return undefined;
  if (!('Action' in statement)) return UNKNOWN_STATEMENT;
  const actions = list(statement.Action).map((action) => readableText(action).toLowerCase());
  const matching = actions.filter((action) => action.includes(GAP) || includesConnect(action));
  if (matching.length === 0) return undefined;
  return {
    resources:
      'Resource' in statement
        ? list(statement.Resource).map((it) => connectResource(it, resources))
        : UNKNOWN_STATEMENT.resources,
    explicit: matching.some((action) => action.startsWith('elasticache:con')),
    wholeService: matching.includes('elasticache:*'),
    conditionKeys: conditionKeys(statement.Condition),
  };
}

/** Operators that are met without the key are left out. */
function conditionKeys(condition: unknown): string[] {
  const operators = isObject(condition) ? Object.entries(condition) : [];
  return operators
    .filter(([operator]) => !/Not|IfExists$|^Null$/.test(operator))
    .flatMap(([, keys]) => (isObject(keys) ? Object.keys(keys) : []))
    .map((key) => key.toLowerCase());
}

function includesConnect(action: string): boolean {
  const pattern = action
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test('elasticache:connect');
}

const ARN = /^arn:[^:]*:elasticache:[^:]*:[^:]*:([^:/]*)([:/]?)(.*)$/;
const TARGETS: { readonly [type: string]: ConnectTarget } = {
  replicationgroup: 'replication group',
  serverlesscache: 'serverless cache',
  user: 'user',
  '*': 'anything',
};

function connectResource(value: unknown, resources: Resources): ConnectResource {
  const attribute = isObject(value) ? value['Fn::GetAtt'] : undefined;
  if (attribute !== undefined) return { target: typeBehind(attribute, resources), arn: GAP };
  const arn = readableText(value).replace(/\{\{resolve:.*?\}\}/g, GAP);
  if (arn === '*') return { target: 'anything', arn };
  const [, type, separator, name] = ARN.exec(arn) ?? [];
  if (type !== undefined && Object.hasOwn(TARGETS, type)) return { target: TARGETS[type], arn, separator, name };
  // A gap may hold colons, and a pattern in the type may match a cache.
  return { target: arn.includes(GAP) || /[*?]/.test(type ?? '') ? 'unknown' : 'something else', arn };
}

/** What an attribute is the ARN of: only users and serverless caches have one. */
function typeBehind(attribute: unknown, resources: Resources): ConnectTarget {
  const id = String(Array.isArray(attribute) ? attribute[0] : attribute).split('.')[0];
  const type = resources[id]?.Type;
  if (type === 'AWS::ElastiCache::User') return 'user';
  return type === 'AWS::ElastiCache::ServerlessCache' ? 'serverless cache' : 'unknown';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
