import type { Resource } from './invariants';

export type Templates = { readonly [stackName: string]: { readonly [logicalId: string]: Resource } };

/** What must hold for every pattern and its clients, in words of its own. */
const INVARIANTS: { readonly [sentence: string]: (it: Facts) => boolean } = {
  'nobody is let in by an address': ({ all, of }) =>
    of('EC2::SecurityGroupIngress').every((p) => p.SourceSecurityGroupId !== undefined && !isAddress(p)) &&
    all('EC2::SecurityGroup').every(({ Properties: p }) => (p.SecurityGroupIngress ?? []).length === 0),
  'every way in is TCP on one port of a cache or a database': ({ of }) =>
    of('EC2::SecurityGroupIngress').every(
      (p) =>
        p.IpProtocol === 'tcp' && p.FromPort === p.ToPort && [6379, 11_211, 5432, 5433, 3307, 443].includes(p.FromPort),
    ),
  'a client whose group is closed has a way out for each way in, and no other': ({ of, closed }) => {
    const out = of('EC2::SecurityGroupEgress');
    const ways = of('EC2::SecurityGroupIngress').filter((p) => closed.includes(text(p.SourceSecurityGroupId)));
    return (
      out.every((p) => p.DestinationSecurityGroupId !== undefined && !isAddress(p)) &&
      out.length === ways.length &&
      ways.every((way) =>
        out.some(
          (p) =>
            text(p.GroupId) === text(way.SourceSecurityGroupId) &&
            text(p.DestinationSecurityGroupId) === text(way.GroupId) &&
            p.FromPort === way.FromPort &&
            p.ToPort === way.ToPort,
        ),
      )
    );
  },
  'no database is public, and all are encrypted': ({ of }) =>
    [...of('RDS::DBInstance'), ...of('RDS::DBCluster')].every(
      (p) => p.PubliclyAccessible !== true && (p.StorageEncrypted === true || p.DBClusterIdentifier !== undefined),
    ),
  'what is told of times keeps the bound': ({ told }) =>
    told.every((variables) => {
      const bound = Number(variables.MAX_TTL ?? Number.POSITIVE_INFINITY);
      const rules: { ttl: number; stale?: number; tables: string[] }[] = JSON.parse(variables.RULES ?? '[]');
      return (
        bound >= 1 &&
        Number(variables.TTL ?? 1) >= 1 &&
        Number(variables.TTL ?? 1) <= bound &&
        rules.every(({ ttl, stale = 0, tables }) => ttl >= 1 && ttl + stale <= bound && tables.length > 0) &&
        new Set(rules.flatMap(({ tables }) => tables)).size === rules.flatMap(({ tables }) => tables).length
      );
    }),
  'an invalidation by writes is told of PostgreSQL alone, and so are rules': ({ told, databases }) =>
    told.every(
      ({ INVALIDATION: kind, RULES: rules }) =>
        (kind !== 'writes' && rules === undefined) || databases.every(({ ENGINE: engine }) => engine === 'postgres'),
    ),
  'who is told of a database is told how its cache follows': ({ told, databases }) =>
    databases.length === told.filter(({ INVALIDATION: kind }) => kind === 'ttl' || kind === 'writes').length,
  'Memcached is told of as what it is: nobody signs in, and no user or secret is named': ({ told }) =>
    told.every(
      (it) =>
        (it.ENGINE === 'memcached') === (it.PORT === '11211') &&
        (it.ENGINE !== 'memcached' || (it.AUTH === 'none' && it.USER === undefined && it.SECRET_ARN === undefined)),
    ),
  'a database is spoken to by TLS': ({ databases }) => databases.every(({ TLS: tls }) => tls === 'true'),
  'no client may do something to every cache, secret or database': ({ of }) =>
    of('IAM::Policy')
      .flatMap(({ PolicyDocument: { Statement } }) => Statement)
      .filter(({ Action: actions }) => /elasticache:|secretsmanager:|ssm:|rds-db:|kms:/.test(text(actions)))
      .every(({ Resource: on, Action: actions }) => ![on].flat().includes('*') && ![actions].flat().includes('*')),
  'sessions and boards are not in Memcached': ({ stores }) =>
    stores.every(({ ENGINE: engine }) => engine !== 'memcached'),
  'who keeps sessions or boards may touch those alone': ({ of }) =>
    of('ElastiCache::User')
      .filter(({ UserId: id }) => /sessions|leaderboard/.test(id) && !id.includes('readwrite'))
      .every(({ AccessString: access }) => /^on (~session:\*|~board:\* ~set:\*) -@all /.test(access)),
};

// biome-ignore lint/suspicious/noExplicitAny: a template is read as it is
type Properties = any;

interface Facts {
  readonly all: (type: string) => readonly Resource[];
  readonly of: (type: string) => readonly Properties[];
  /** The groups that reach nobody unless it is said. */
  readonly closed: readonly string[];
  /** What clients are told of caches, by the names of the fields. */
  readonly told: readonly { readonly [field: string]: string }[];
  readonly databases: readonly { readonly [field: string]: string }[];
  /** The caches among them that are stores. */
  readonly stores: readonly { readonly [field: string]: string }[];
}

/** The sentences that are not true of the stacks. */
export function brokenComposition(templates: Templates): string[] {
  const resources = Object.values(templates).flatMap((template) => Object.entries(template));
  const all = (type: string) => resources.filter(([, it]) => it.Type === `AWS::${type}`).map(([, it]) => it);
  const environments = variablesOf(all);
  const facts: Facts = {
    all,
    of: (type) => all(type).map(({ Properties: p }) => p),
    closed: resources
      .filter(([, { Type, Properties: p }]) => Type === 'AWS::EC2::SecurityGroup' && isClosed(p))
      .map(([id]) => text({ 'Fn::GetAtt': [id, 'GroupId'] })),
    told: ['CACHE', 'SESSIONS', 'LEADERBOARD'].flatMap((name) => connectionsOf(environments, name)),
    databases: connectionsOf(environments, 'DATABASE'),
    stores: ['SESSIONS', 'LEADERBOARD'].flatMap((name) => connectionsOf(environments, name)),
  };
  return Object.keys(INVARIANTS).filter((sentence) => !INVARIANTS[sentence](facts));
}

type Variables = { readonly [name: string]: unknown };

function variablesOf(all: Facts['all']): Variables[] {
  const functions = all('Lambda::Function').map(({ Properties: p }) => p.Environment?.Variables ?? {});
  const containers = all('ECS::TaskDefinition').flatMap(({ Properties: p }) =>
    p.ContainerDefinitions.map(({ Environment: list = [] }: { Environment?: { Name: string; Value: unknown }[] }) =>
      Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])),
    ),
  );
  return [...functions, ...containers];
}

function connectionsOf(environments: readonly Variables[], name: string): { [field: string]: string }[] {
  const prefix = `CACHE_TIER_${name}_`;
  const found = environments.map((variables) =>
    Object.entries(variables).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), typeof value === 'string' ? value : text(value)]] : [],
    ),
  );
  return found.filter((fields) => fields.length > 0).map((fields) => Object.fromEntries(fields));
}

function isAddress(p: Properties): boolean {
  return ['CidrIp', 'CidrIpv6', 'SourcePrefixListId', 'DestinationPrefixListId'].some((name) => p[name] !== undefined);
}

/** The CDK writes a way to nowhere where there is none. */
function isClosed({ SecurityGroupEgress: egress = [] }: Properties): boolean {
  return egress.every(({ CidrIp }: Properties) => CidrIp === '255.255.255.255/32');
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
