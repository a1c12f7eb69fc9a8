import { type Folding, isNode } from './folding';
import { networkRules } from './network-rules';
import { permissionsOf, saidActions } from './permissions';
import { reachOf } from './reach';
import type { StackTemplate } from './stack-template';

/** An arrow of the picture. */
export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** What a property of a type says of what it names; `null` for what goes without saying. */
const SAYS: readonly (readonly [type: RegExp, property: RegExp, label: string | null])[] = [
  [/./, /^VpcId$|^SecurityGroupIds$|^VpcSecurityGroupIds$|SecurityGroups$|SecurityGroupId$/, null],
  [/VPCEndpoint$/, /./, null],
  [/SecurityGroup$/, /./, null],
  [/FlowLog$/, /./, null],
  [/SubnetGroup$/, /^SubnetIds$/, 'in subnets of'],
  [/VpcLink$|PrivateDnsNamespace$/, /^(SubnetIds|Vpc)$/, 'in'],
  [/./, /Subnet(Id)?s$/, 'in subnets of'],
  [/./, /(SubnetGroupName)$/, 'in subnet group'],
  [/./, /ParameterGroupName$/, 'parameters'],
  [/ReplicationGroup$|ServerlessCache$/, /^UserGroupIds?$/, 'users'],
  [/UserGroup$/, /^UserIds$/, 'has user'],
  [/./, /^AuthToken$/, 'token from'],
  [/User$/, /Passwords$/, 'password from'],
  [/./, /^MasterUser/, 'master user from'],
  [/RDS::DBInstance$/, /^DBClusterIdentifier$/, 'instance of'],
  [/./, /KmsKey(Id|Arn)?$|EncryptionKey/, 'encrypted with'],
  [/RotationSchedule$/, /^RotationLambdaARN$/, 'rotated by'],
  [/SecretTargetAttachment$/, /^TargetId$/, 'password for'],
  [/./, /^DeadLetterConfig|OnFailure/, 'failures to'],
  [/BackupPlan$/, /TargetBackupVault$/, 'keeps in'],
  [/BackupSelection$/, /Resources$/, 'backs up'],
  [/BackupSelection$/, /./, null],
  [/Integration$/, /^ConnectionId$/, 'through'],
  [/Integration$/, /^IntegrationUri$/, 'requests to'],
  [/Permission$|Policy$|Role$|Stage$|Route$|Authorizer$|KMS::Key$/, /./, null],
  [/ECS::Service$/, /^Cluster$/, 'runs in'],
  [/ECS::Service$/, /^ServiceRegistries/, null],
  [/ServiceDiscovery::Service$/, /NamespaceId$/, 'known in'],
];

/** Where an application is told of something: an arrow only where nothing else is between the two. */
const TOLD = /Environment|ContainerDefinitions\.Secrets/;

/** Every arrow between two nodes of the picture, with what it means. */
export function relationsOf(template: StackTemplate, folding: Folding): Relation[] {
  const said = [
    ...ofNetwork(template, folding),
    ...ofProperties(template, folding),
    ...ofPermissions(template, folding),
  ];
  const faint = [...ofEnvironment(template, folding), ...ofOrder(template, folding)];
  const between = new Set(said.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  const relations = [...said, ...faint.filter(({ from, to }) => !between.has(`${from} ${to}`))];
  return merged(relations.filter(({ from, to }) => from !== to && [from, to].every((id) => isShown(id, template))));
}

function isShown(id: string, { parts, parameters }: StackTemplate): boolean {
  const part = parts.get(id);
  return part === undefined ? parameters.has(id) : isNode(part);
}

/** One arrow for everything that one is to the other. */
function merged(relations: readonly Relation[]): Relation[] {
  const labels = new Map<string, { readonly relation: Relation; readonly labels: Set<string> }>();
  for (const relation of relations) {
    const key = `${relation.from} ${relation.to}`;
    const entry = labels.get(key) ?? { relation, labels: new Set() };
    entry.labels.add(relation.label);
    labels.set(key, entry);
  }
  return [...labels.values()].map(({ relation, labels: all }) => ({ ...relation, label: [...all].join(', ') }));
}

function ofNetwork(template: StackTemplate, folding: Folding): Relation[] {
  const outward = networkRules(template).filter(({ direction, peer }) => direction === 'out' && peer.id !== undefined);
  const pairs = [
    ...reachOf(template),
    // Where the other side lets in stands in another stack.
    ...outward.map(({ group, peer, port }) => ({ from: group, to: peer, port })),
  ];
  return pairs.flatMap(({ from, to, port }) => arrows(from.id, to.id, portLabel(port), folding));
}

function portLabel(port: string): string {
  return /^(every|ICMP)/.test(port) ? port : `port ${port}`;
}

function ofProperties(template: StackTemplate, folding: Folding): Relation[] {
  return [...template.parts.values()].flatMap(({ id, type, references }) =>
    references
      .filter(({ property }) => !TOLD.test(property))
      .flatMap(({ target, property }) => {
        const row = SAYS.find(([ofType, ofProperty]) => ofType.test(type) && ofProperty.test(property));
        if (row?.[2] === null) return [];
        return arrows(id, target, row?.[2] ?? inWords(property), folding);
      }),
  );
}

function ofPermissions(template: StackTemplate, folding: Folding): Relation[] {
  return permissionsOf(template)
    .filter(({ effect, principal }) => effect === 'Allow' && principal === undefined)
    .flatMap(({ holder, actions, targets }) => {
      const label = saidActions(actions);
      return label === undefined ? [] : targets.flatMap((target) => arrows(holder, target, label, folding));
    });
}

function ofEnvironment(template: StackTemplate, folding: Folding): Relation[] {
  return [...template.parts.values()].flatMap(({ id, references }) =>
    references
      .filter(({ property, target }) => TOLD.test(property) && template.parts.has(target))
      .flatMap(({ target }) => arrows(id, target, 'is told of', folding)),
  );
}

/** An order says something where it is stated between data stores that do not name each other. */
function ofOrder(template: StackTemplate, folding: Folding): Relation[] {
  const isStore = (id: string) => /^AWS::(RDS::DB|ElastiCache::)/.test(template.parts.get(id)?.type ?? '');
  const construct = (id: string) => template.parts.get(id)?.name.split('/')[0];
  return [...template.parts.values()].flatMap(({ id, dependsOn }) =>
    dependsOn
      .filter((other) => isStore(id) && isStore(other) && construct(id) !== construct(other))
      .flatMap((other) => arrows(id, other, 'made after', folding)),
  );
}

function arrows(from: string | undefined, to: string | undefined, label: string, folding: Folding): Relation[] {
  if (from === undefined || to === undefined) return [];
  return folding
    .ownersOf(from)
    .flatMap((source) => folding.ownersOf(to).map((target) => ({ from: source, to: target, label })));
}

/** The name of a property as words: `Settings.LogGroupArn` says "log group". */
function inWords(property: string): string {
  const last = property.split('.').at(-1) ?? property;
  const words = last.replace(/(Identifier|Names?|Ids?|Arns?|ARN)$/, '').replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
  return words.toLowerCase() || last;
}
