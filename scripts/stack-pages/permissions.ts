import { type Folding, isForDeployment, unique } from './folding';
import { isObject, type Reference, referencesIn } from './references';
import { type Part, type Properties, type StackTemplate, said } from './stack-template';

/** What a statement of IAM lets somebody do. */
export interface Permission {
  /** The logical id of the role, or of the resource whose policy it is. */
  readonly holder: string;
  /** Whom the policy of a resource names; undefined where the holder is who may. */
  readonly principal?: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** The resources, as they are written. */
  readonly resources: readonly string[];
  /** The parts of the template that they name. */
  readonly targets: readonly string[];
  readonly condition: string;
}

/** Where types keep the policy that says who may use them. */
const RESOURCE_POLICIES: { readonly [type: string]: string } = {
  'AWS::Backup::BackupVault': 'AccessPolicy',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};

/** Every permission that a template gives, other than to what deploys it. */
export function permissionsOf(template: StackTemplate): Permission[] {
  return [...template.parts.values()]
    .filter(({ name }) => !isForDeployment(name))
    .flatMap((part) => {
      const { type, properties } = part;
      if (type === 'AWS::Lambda::Permission') return [called(part, template)];
      if (type === 'AWS::IAM::Role') return ofRole(part, template);
      if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') return ofPolicy(part, template);
      const policy = properties[RESOURCE_POLICIES[type]];
      return statements(policy).map((statement) =>
        permission(part.id, statement, template, principalOf(statement, template)),
      );
    });
}

/** What actions are to a reader of a picture. */
export function saidActions(actions: readonly string[]): string | undefined {
  const does = (pattern: RegExp) => actions.some((action) => pattern.test(action));
  if (does(/^(elasticache|rds-db):connect$/i)) return 'signs in to';
  if (does(/^secretsmanager:(Put|Update)/)) return 'rotates';
  if (does(/^secretsmanager:GetSecretValue$/)) return 'reads secret';
  if (does(/^elasticache:Modify/)) return 'changes';
  if (does(/^lambda:Invoke/)) return 'calls';
  if (does(/^sqs:SendMessage$/)) return 'sends to';
  if (does(/^ssm:GetParameter/)) return 'reads';
  if (does(/^kms:Decrypt$/)) return 'decrypts with';
  if (actions.every((action) => /^(logs|xray|cloudwatch):/.test(action))) return undefined;
  return actions[0];
}

/** Who the holder of a permission is, by name. */
export function saidHolder({ holder, principal }: Permission, folding: Folding): string {
  return principal ?? (folding.namesOf(holder).join(', ') || holder);
}

function ofRole(part: Part, template: StackTemplate): Permission[] {
  const { Policies, ManagedPolicyArns } = part.properties;
  const inline = list(Policies).flatMap((policy) => statements(policy.PolicyDocument));
  const managed = [ManagedPolicyArns ?? []].flat().map((arn) => said(arn, template));
  return [
    ...inline.map((statement) => permission(part.id, statement, template)),
    ...managed
      .filter((arn) => arn.includes(':policy/'))
      .map((arn) => ({
        holder: part.id,
        effect: 'Allow',
        actions: [`managed policy ${arn.slice(arn.lastIndexOf('/') + 1)}`],
        resources: [],
        targets: [],
        condition: '',
      })),
  ];
}

function ofPolicy({ properties }: Part, template: StackTemplate): Permission[] {
  const roles = referencesIn(properties.Roles).map(({ target }) => target);
  return statements(properties.PolicyDocument).flatMap((statement) =>
    roles.map((role) => permission(role, statement, template)),
  );
}

function called({ id, properties }: Part, template: StackTemplate): Permission {
  const { Principal, Action, SourceArn, SourceAccount, FunctionUrlAuthType } = properties;
  const limits = { SourceArn, SourceAccount, FunctionUrlAuthType };
  const condition = Object.entries(limits)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${said(value, template)}`);
  return {
    holder: id,
    principal: said(Principal, template),
    effect: 'Allow',
    actions: [String(Action)],
    resources: [said(properties.FunctionName, template)],
    targets: [id],
    condition: condition.join('; '),
  };
}

function permission(holder: string, statement: Properties, template: StackTemplate, principal?: string): Permission {
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  const resources = [Resource ?? NotResource ?? []].flat();
  const named = resources.flatMap((resource) => [...referencesIn(resource), ...byName(resource, template)]);
  return {
    holder,
    principal,
    effect: String(Effect ?? 'Allow'),
    actions: [Action ?? NotAction ?? []]
      .flat()
      .map((action) => (Action === undefined ? `not ${action}` : String(action))),
    resources: resources.map((resource) => (Resource === undefined ? 'not ' : '') + said(resource, template)),
    targets: unique(named.map(({ target }) => target)),
    condition: isObject(Condition) ? saidCondition(Condition, template) : '',
  };
}

/** A user of a cache is named in an ARN by its fixed name. */
function byName(resource: unknown, template: StackTemplate): Reference[] {
  const arn = said(resource, template);
  return [...template.parts.values()]
    .filter(({ properties: { UserId } }) => typeof UserId === 'string' && arn.endsWith(`:user:${UserId}`))
    .map(({ id }) => ({ target: id, property: 'Resource' }));
}

function saidCondition(condition: Properties, template: StackTemplate): string {
  return Object.entries(condition)
    .flatMap(([operator, tests]) =>
      Object.entries(isObject(tests) ? tests : {}).map(([key, value]) => `${key} ${operator} ${said(value, template)}`),
    )
    .join('; ');
}

function principalOf({ Principal }: Properties, template: StackTemplate): string {
  const principals = isObject(Principal) ? Object.values(Principal).flat() : [Principal];
  return principals
    .map((value) => said(value, template))
    .map((name) => (name === '*' ? 'everybody' : /:iam::…:root$/.test(name) ? 'this account' : name))
    .join(', ');
}

function statements(document: unknown): readonly Properties[] {
  return isObject(document) ? list(document.Statement) : [];
}

function list(value: unknown): readonly Properties[] {
  return [value ?? []].flat().filter(isObject);
}
