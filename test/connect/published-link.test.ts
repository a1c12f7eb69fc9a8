import { Aws, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { AuthKind, parseLink } from 'cache-tier/link';
import { connect } from '../../lib/connect/connect';
import { publishLink } from '../../lib/connect/published-link';
import { allOf, cacheIn, flat, functionIn, HERE, messageOf, resourcesIn, stacks } from './connect-given';

const LINK = {
  version: '1',
  endpoint: '<Cache.PrimaryEndPoint.Address>',
  port: '6379',
  tls: 'true',
  auth: 'password',
  user: 'shop-user',
  'secret-arn': '<CacheSecret>',
};

test('a link is published in the stack of the cache, and opens nothing', () => {
  const { own } = stacks();
  const cache = cacheIn(own, { kind: AuthKind.PASSWORD });
  const published = publishLink(cache, { keyPrefix: 'shop:' });
  const [parameter, ...more] = allOf(own, 'AWS::SSM::Parameter');
  expect(more).toEqual([]);
  expect({ ...parameter, Value: parseLink(flat(parameter.Value)) }).toEqual({
    Name: '/cache-tier/Own/Cache/cache',
    Type: 'String',
    Tier: 'Standard',
    Description: 'How clients connect to the cache Own/Cache',
    Value: { ...LINK, 'key-prefix': 'shop:' },
  });
  expect(published).toMatchObject({ name: 'cache', parameterName: '/cache-tier/Own/Cache/cache' });
  expect(own.resolve(published.parameterArn)).toEqual({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111111111111:parameter/cache-tier/Own/Cache/cache'],
    ],
  });
  expect(published.environment.CACHE_TIER_CACHE_USER).toBe('shop-user');
  const types = new Set(Object.values(resourcesIn(own)).map(({ Type }) => Type));
  expect([...types].filter((type) => /Ingress|Egress|Policy|ResourceShare/.test(type))).toEqual([]);
});

test('other accounts read it by its ARN: it is shared with them, in the tier that can be', () => {
  const { own } = stacks();
  const cache = cacheIn(own, { kind: AuthKind.PASSWORD });
  publishLink(cache, { as: 'partners', accounts: ['222222222222', Aws.ACCOUNT_ID, '222222222222'] });
  expect(allOf(own, 'AWS::SSM::Parameter').map(({ Tier }) => Tier)).toEqual(['Advanced']);
  const [id] = Object.entries(resourcesIn(own)).find(([, { Type }]) => Type === 'AWS::SSM::Parameter')!;
  const shares = Object.values(resourcesIn(own)).filter(({ Type }) => Type === 'AWS::RAM::ResourceShare');
  expect(shares).toEqual([
    {
      Type: 'AWS::RAM::ResourceShare',
      Properties: {
        Name: expect.stringMatching(/^Own-Cache-Linkpartners-[0-9A-F]{8}$/),
        Principals: ['222222222222', { Ref: 'AWS::AccountId' }],
        ResourceArns: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':ssm:eu-west-1:111111111111:parameter/cache-tier/Own/Cache/partners',
              ],
            ],
          },
        ],
      },
      DependsOn: [id],
    },
  ]);
});

test('several are published under names of their own, beside those that connect', () => {
  const { own } = stacks();
  const cache = cacheIn(own, { kind: AuthKind.NONE });
  publishLink(cache);
  publishLink(cache, { as: 'second' });
  connect(cache, functionIn(own));
  expect(allOf(own, 'AWS::SSM::Parameter').map(({ Name }) => Name)).toEqual([
    '/cache-tier/Own/Cache/cache',
    '/cache-tier/Own/Cache/second',
  ]);
});

test('the name is that of the stack, also in a stage and in a nested stack', () => {
  const { app } = stacks();
  const stack = new Stack(new Stage(app, 'Test'), 'Shop', { env: HERE });
  expect(publishLink(cacheIn(new NestedStack(stack, 'Inner'))).parameterName).toBe(
    '/cache-tier/Test-Shop/Inner/Cache/cache',
  );
});

describe('is refused', () => {
  test('with everything that is wrong, at the path of the cache', () => {
    const { own } = stacks();
    const accounts = ['1', '22222222222a', '222222222222'];
    const page = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html';
    expect(messageOf(() => publishLink(cacheIn(own), { as: 'a b', keyPrefix: '{', accounts }))).toBe(
      [
        'Own/Cache:',
        "  - 'as' needs letters, digits and single hyphens, at most 64, got 'a b'; rename the connection, or leave it out",
        "  - 'keyPrefix' needs to be without braces, got '{'; what stands in braces decides the slot, and all keys would be in one shard (https://valkey.io/topics/cluster-spec/)",
        `  - 'accounts' needs ids of 12 digits, got '1'; take the id of the account (${page})`,
        `  - 'accounts' needs ids of 12 digits, got '22222222222a'; take the id of the account (${page})`,
      ].join('\n'),
    );
  });

  test('under a name that has been published', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    publishLink(cache);
    expect(messageOf(() => publishLink(cache))).toBe(
      "Own/Cache: 'as' needs a name of its own for each connection of 'Own/Cache', got 'cache' beside 'cache' to 'Own/Cache', and both have CACHE_TIER_CACHE_VERSION; name this one otherwise, such as as: 'sessions'",
    );
  });
});
