import type { Stack } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { connect } from '../../lib/connect/connect';
import { publishLink } from '../../lib/connect/published-link';
import { allOf, cacheIn, flat, fleetIn, functionIn, serviceIn, stacks } from './connect-given';
import { fromEnvironment, fromParameter, type OldSettings } from './old-application';

/** What an application that was built against version 1 gets to know, by each way in which today's constructs tell it. */
const WAYS: { readonly [way: string]: (scope: Stack, cache: ReturnType<typeof cacheIn>) => OldSettings } = {
  'the variables of a function': (scope, cache) => {
    connect(cache, functionIn(scope));
    const [{ Environment }] = allOf(scope, 'AWS::Lambda::Function');
    return fromEnvironment(flatten(Object.entries(Environment.Variables)));
  },
  'the variables of a container': (scope, cache) => {
    connect(cache, serviceIn(scope));
    const [{ ContainerDefinitions }] = allOf(scope, 'AWS::ECS::TaskDefinition');
    const variables = ContainerDefinitions[0].Environment as { Name: string; Value: unknown }[];
    return fromEnvironment(flatten(variables.map(({ Name, Value }) => [Name, Value])));
  },
  'a parameter': (scope, cache) => {
    connect(cache, fleetIn(scope));
    return fromParameter(flat(allOf(scope, 'AWS::SSM::Parameter')[0].Value));
  },
  'a published link': (scope, cache) => {
    publishLink(cache);
    return fromParameter(flat(allOf(scope, 'AWS::SSM::Parameter')[0].Value));
  },
};

function flatten(variables: [string, unknown][]) {
  return Object.fromEntries(variables.map(([name, value]) => [name, flat(value)]));
}

test.each(Object.keys(WAYS))('an application of version 1 reads %s', (way) => {
  const { own } = stacks();
  expect(WAYS[way](own, cacheIn(own, { kind: AuthKind.PASSWORD }))).toEqual({
    host: '<Cache.PrimaryEndPoint.Address>',
    readHost: '<Cache.PrimaryEndPoint.Address>',
    port: 6379,
    tls: true,
    cluster: false,
    auth: 'password',
    user: 'shop-user',
    secretArn: '<CacheSecret>',
    keyPrefix: '',
  });
});

test('an application of version 1 reads its own of two connections', () => {
  const { own } = stacks();
  const fn = functionIn(own);
  connect(cacheIn(own), fn);
  connect(cacheIn(own, { kind: AuthKind.NONE }, 'Second'), fn, { as: 'hot-keys', keyPrefix: 'shop:' });
  const variables = flatten(Object.entries(allOf(own, 'AWS::Lambda::Function')[0].Environment.Variables));
  expect(fromEnvironment(variables)).toMatchObject({ host: '<Cache.PrimaryEndPoint.Address>', keyPrefix: '' });
  expect(fromEnvironment(variables, 'HOT_KEYS')).toMatchObject({ auth: 'none', keyPrefix: 'shop:' });
});
