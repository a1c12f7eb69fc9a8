import type { Connections, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Resource, Stack } from 'aws-cdk-lib/core';
import { LinkField } from 'cache-tier/link';
import type { Construct } from 'constructs';
import type { ICache } from '../../lib/cache/cache';
import { connect } from '../../lib/connect/connect';
import { allOf, cacheIn, flat, network } from '../connect/connect-given';

/** A cache of an engine that has no construct yet: connected as any other. */
export function givenCache(scope: Construct, engine: string, options: Parameters<typeof cacheIn>[1] = {}): ICache {
  const facts = cacheIn(scope, options);
  const link = { ...facts.link, [LinkField.ENGINE]: engine };
  return Object.assign(facts.construct as Resource, {
    connections: facts.connections as Connections,
    endpoint: { hostname: 'given.example', port: 6379 },
    link,
    connect: ((client, connectOptions) => connect({ ...facts, link }, client, connectOptions)) as ICache['connect'],
  }) as unknown as ICache;
}

/** The network of a stack, as often as it is asked for. */
export function networkOf(scope: Stack): IVpc {
  return (scope.node.tryFindChild('Network') as IVpc | undefined) ?? network(scope);
}

/** The variables of the one function of a stack in a VPC, without hashes; those of the CDK itself are in none. */
export function variablesIn(scope: Stack): { [name: string]: string } {
  const [fn] = allOf(scope, 'AWS::Lambda::Function').filter(({ VpcConfig }) => VpcConfig !== undefined);
  const variables = fn.Environment?.Variables ?? {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, flat(value)]));
}

/** The variables of the containers of a stack. */
export function containerVariablesIn(scope: Stack): { [name: string]: string } {
  const [{ ContainerDefinitions: containers }] = allOf(scope, 'AWS::ECS::TaskDefinition');
  return Object.fromEntries(
    containers.flatMap(({ Environment = [] }: { Environment?: { Name: string; Value: unknown }[] }) =>
      Environment.map(({ Name, Value }) => [Name, flat(Value)]),
    ),
  );
}

/** The users of a stack and what they may do, without the one that every cache with IAM has and nobody is. */
export function usersIn(scope: Stack): { [userId: string]: string } {
  const users = allOf(scope, 'AWS::ElastiCache::User').filter(({ UserId }) => !UserId.includes('readwrite'));
  return Object.fromEntries(users.map(({ UserId, AccessString }) => [UserId, AccessString]));
}

/** What the rules of security groups open to whom, without their descriptions. */
export function openingsIn(rules: readonly string[]): string[] {
  return rules.map((rule) => rule.replace(/: [^>]*$/, ''));
}

/** Rules that speak of addresses, and groups that may call anywhere. */
export function openEndsIn(scope: Stack): unknown[] {
  const groups = allOf(scope, 'AWS::EC2::SecurityGroup');
  return [
    ...groups.flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
    ...groups
      .flatMap(({ SecurityGroupEgress = [] }) => SecurityGroupEgress)
      .filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32'),
    ...['Ingress', 'Egress']
      .flatMap((way) => allOf(scope, `AWS::EC2::SecurityGroup${way}`))
      .filter(({ CidrIp, CidrIpv6 }) => CidrIp !== undefined || CidrIpv6 !== undefined),
  ];
}
