import type { App, Stack } from 'aws-cdk-lib/core';
import { AuthKind, linkEnvironment } from 'cache-tier/link';
import type { IClient } from '../../lib/connect/client';
import { connect } from '../../lib/connect/connect';
import type { ConnectOptions } from '../../lib/connect/connection';
import {
  ACCOUNT,
  allOf,
  cacheIn,
  clusterIn,
  FLAGS,
  flat,
  fleetIn,
  functionIn,
  grantsIn,
  groupIn,
  instanceIn,
  roleIn,
  rulesIn,
  serviceIn,
  stacks,
  warningsIn,
} from './connect-given';

interface Target {
  readonly make: (scope: Stack) => { target: IClient; options?: ConnectOptions };
  /** The path of the client in its stack. */
  readonly path: string;
  /** The security group that is let in. */
  readonly from: string;
  /** Whether the application reads a parameter instead of variables. */
  readonly parameter?: boolean;
  readonly withoutRole?: boolean;
}

const FUNCTION = { path: 'Api', from: '<ApiSecurityGroup.GroupId>' };

const TARGETS: { readonly [what: string]: Target } = {
  'a function': { make: (scope) => ({ target: functionIn(scope) }), ...FUNCTION },
  'an alias of a function': { make: (scope) => ({ target: functionIn(scope).addAlias('live') }), ...FUNCTION },
  'a service': {
    make: (scope) => ({ target: serviceIn(scope) }),
    path: 'Web',
    from: '<WebSecurityGroup.GroupId>',
  },
  'an instance': {
    make: (scope) => ({ target: instanceIn(scope) }),
    path: 'Box',
    from: '<BoxInstanceSecurityGroup.GroupId>',
    parameter: true,
  },
  'an Auto Scaling group': {
    make: (scope) => ({ target: fleetIn(scope) }),
    path: 'Fleet',
    from: '<FleetInstanceSecurityGroup.GroupId>',
    parameter: true,
  },
  'a service account': {
    make: (scope) => {
      const cluster = clusterIn(scope);
      return { target: cluster.addServiceAccount('Pod'), options: { from: cluster } };
    },
    path: 'Cluster/Pod',
    from: 'sg-eks',
    parameter: true,
  },
  'a role': {
    make: (scope) => ({ target: roleIn(scope), options: { from: groupIn(scope) } }),
    path: 'Role',
    from: '<Group.GroupId>',
    parameter: true,
  },
  'a security group': {
    make: (scope) => ({ target: groupIn(scope) }),
    path: 'Group',
    from: '<Group.GroupId>',
    parameter: true,
    withoutRole: true,
  },
};

const KINDS = [AuthKind.IAM, AuthKind.PASSWORD, AuthKind.AUTH_TOKEN, AuthKind.NONE] as const;
/** As far as warnings do not fail: those of a client without a role are meant. */
const QUIET = '@aws-cdk/core:annotationsInValidationReport';
const PLACES = ['in the same stack', 'from another stack', 'from another stack with all flags'] as const;

type Kind = (typeof KINDS)[number];
const rows = Object.keys(TARGETS).flatMap((what) =>
  KINDS.flatMap((kind) => PLACES.map((place): [string, Kind, string] => [what, kind, place])),
);

test.each(rows)('%s connects by %s %s', (what, kind, place) => {
  const { make, path = '', from, parameter, withoutRole } = TARGETS[what];
  const { app, own, other } = stacks({
    context: place.endsWith('flags') ? { ...FLAGS, [QUIET]: !withoutRole } : undefined,
  });
  const scope = place === 'in the same stack' ? own : other;
  const near = (value: string, output: string) => (scope === own ? value : `<Own: PublishOutput${output}>`);
  const cache = cacheIn(own, { kind });
  const { target, options } = make(scope);
  const connection = connect(cache, target, options);

  const door = near('<CacheSecurityGroup.GroupId>', 'FnGetAttCacheSecurityGroupGroupId');
  const description = `${scope.stackName}/${path} to the cache Own/Cache`;
  expect(rulesIn(scope)).toEqual([`${from} into ${door} on tcp 6379-6379: ${description}`]);

  const id = near('<Cache>', 'RefCache');
  const secret = near('<CacheSecret>', 'RefCacheSecret');
  const readSecret = `secretsmanager:DescribeSecret, secretsmanager:GetSecretValue on ${secret}`;
  const granted = {
    [AuthKind.IAM]: [`elasticache:Connect on ${ARN}:replicationgroup:${id}, ${ARN}:user:shop-user`],
    [AuthKind.PASSWORD]: [readSecret],
    [AuthKind.AUTH_TOKEN]: [readSecret],
    [AuthKind.NONE]: [],
  }[kind];
  const parameterName = parameter ? `/cache-tier/${scope.stackName}/${path}/cache` : undefined;
  const read = parameterName ? [`ssm:GetParameter on arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter${parameterName}`] : [];
  expect(grantsIn(scope)).toEqual(withoutRole ? [] : [...granted, ...read]);

  const named = kind === AuthKind.IAM || kind === AuthKind.PASSWORD;
  const withSecret = kind === AuthKind.PASSWORD || kind === AuthKind.AUTH_TOKEN;
  const link = {
    version: '1',
    endpoint: near('<Cache.PrimaryEndPoint.Address>', 'FnGetAttCachePrimaryEndPointAddress'),
    port: '6379',
    tls: 'true',
    auth: kind,
    ...(named && { user: 'shop-user' }),
    ...(withSecret && { 'secret-arn': secret }),
  };
  expect(parameter ? parameterIn(scope) : variablesIn(scope)).toEqual(
    parameter ? { name: parameterName, tier: 'Standard', link } : linkEnvironment('cache', link),
  );
  expect(connection).toMatchObject({ name: 'cache', parameterName, user: named ? { userId: 'shop-user' } : undefined });
  expect(Object.keys(connection.link)).toEqual(Object.keys(link));
  expect(connection.environment).toEqual(linkEnvironment('cache', connection.link));

  expect(exportsOf(app)).toEqual([]);
  const missing = [...granted, ...read].length > 0 && withoutRole;
  expect(warningsIn(app).map((text) => text.replace(/^.*\[ack: (.*)\]$/s, '$1'))).toEqual(
    missing ? expect.arrayContaining(['cdk-cache-tier:connect-role']) : [],
  );
});

const ARN = `arn:aws:elasticache:eu-west-1:${ACCOUNT}`;

/** What the only parameter says. */
function parameterIn(scope: Stack) {
  const [{ Name, Tier, Type, Value }, ...more] = allOf(scope, 'AWS::SSM::Parameter');
  expect([Type, more]).toEqual(['String', []]);
  return { name: Name, tier: Tier, link: JSON.parse(flat(Value)) };
}

/** The variables of this library of the only function or container. */
function variablesIn(scope: Stack) {
  const variables = [
    ...allOf(scope, 'AWS::Lambda::Function').map(({ Environment }) => Object.entries(Environment.Variables)),
    ...allOf(scope, 'AWS::ECS::TaskDefinition').map(({ ContainerDefinitions: [{ Environment }] }) =>
      Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
    ),
  ];
  expect(variables).toHaveLength(1);
  return Object.fromEntries(variables[0].map(([name, value]: [string, unknown]) => [name, flat(value)]));
}

function exportsOf(app: App): unknown[] {
  const outputs = app.synth().stacks.flatMap(({ template }) => Object.values(template.Outputs ?? {}));
  return outputs.filter((output) => Object.hasOwn(output as object, 'Export'));
}
