import { Aws, Lazy } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { connect } from '../../lib/connect/connect';
import type { ConnectOptions } from '../../lib/connect/connection';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { allOf, cacheIn, fleetIn, functionIn, messageOf, resourcesIn, serviceIn, stacks } from './connect-given';

const refusalOf = (options: ConnectOptions) => {
  const { own } = stacks();
  return messageOf(() => connect(cacheIn(own), functionIn(own), options));
};

describe('the name of a connection', () => {
  const needs = "Own/Api: 'as' needs letters, digits and single hyphens, at most 64, got";

  test.each(['', ' ', 'my cache', 'a_b', '-a', 'a-', 'a--b', 'größe', 'a/b', 'a.b', '$', 'x'.repeat(65)])(
    'is refused: "%s"',
    (as) => {
      expect(refusalOf({ as })).toBe(`${needs} '${as}'; rename the connection, or leave it out`);
    },
  );

  test.each(['a', 'A', '1', 'hot-keys', 'a-b-c', 'x'.repeat(64)])('is taken: "%s"', (as) => {
    expect(refusalOf({ as })).toBe('no error');
  });

  test('is a text that is known', () => {
    const token = `${needs} a token; write the name down: the names of variables are made from it`;
    expect(refusalOf({ as: Aws.STACK_NAME })).toBe(token);
    expect(refusalOf({ as: `a-${Lazy.string({ produce: () => 'b' })}` })).toBe(token);
  });
});

describe('the prefix of keys', () => {
  test.each(['{shop}', 'a{', 'b}'])('is refused: "%s"', (keyPrefix) => {
    expect(refusalOf({ keyPrefix })).toBe(
      `Own/Api: 'keyPrefix' needs to be without braces, got '${keyPrefix}'; what stands in braces decides the slot, and all keys would be in one shard (https://valkey.io/topics/cluster-spec/)`,
    );
  });

  test('is refused if it is empty', () => {
    expect(refusalOf({ keyPrefix: '' })).toBe(
      "Own/Api: 'keyPrefix' needs at least 1 character, got none; leave it out",
    );
  });

  test.each(['shop:', 'a b', Aws.STACK_NAME])('is taken: "%s"', (keyPrefix) => {
    expect(refusalOf({ keyPrefix })).toBe('no error');
  });
});

describe('a second connection', () => {
  const beside = (path: string, as: string, other: string, variable: string) =>
    `'as' needs a name of its own for each connection of '${path}', got '${as}' beside '${other}' to 'Own/Cache', and both have ${variable}; name this one otherwise, such as as: 'sessions'`;

  test.each([
    ['cache', 'cache', 'CACHE_TIER_CACHE_VERSION'],
    ['cache', 'CACHE', 'CACHE_TIER_CACHE_VERSION'],
    ['cache', 'cache-reader', 'CACHE_TIER_CACHE_READER_ENDPOINT'],
    ['cache-reader', 'cache', 'CACHE_TIER_CACHE_READER_ENDPOINT'],
    ['cache', 'cache-secret', 'CACHE_TIER_CACHE_SECRET_ARN'],
  ])('of a function is refused: %s and %s', (one, two, variable) => {
    const { own } = stacks();
    const fn = functionIn(own);
    connect(cacheIn(own), fn, { as: one });
    for (const cache of [cacheIn(own, {}, 'Second')]) {
      expect(messageOf(() => connect(cache, fn, { as: two }))).toBe(
        `Own/Api: ${beside('Own/Api', two, one, variable)}`,
      );
    }
  });

  test('is refused for the same cache, through an alias, for a container and for a parameter', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    const [fn, service, fleet] = [functionIn(own), serviceIn(own), fleetIn(own)];
    for (const target of [fn, service, fleet]) connect(cache, target);
    const message = (path: string, holder = path) =>
      `${path}: ${beside(holder, 'cache', 'cache', 'CACHE_TIER_CACHE_VERSION')}`;
    expect(messageOf(() => connect(cache, fn.addAlias('live')))).toBe(message('Own/Api'));
    expect(messageOf(() => connect(cache, service))).toBe(message('Own/Web', 'Own/WebTask/app'));
    expect(messageOf(() => connect(cache, fleet))).toBe(message('Own/Fleet'));
  });

  test.each([
    ['cache', 'sessions'],
    ['a-b', 'a-c'],
    ['a', 'a-b'],
  ])('is taken: %s and %s', (one, two) => {
    const { own } = stacks();
    const fn = functionIn(own);
    connect(cacheIn(own), fn, { as: one });
    expect(messageOf(() => connect(cacheIn(own, {}, 'Second'), fn, { as: two }))).toBe('no error');
  });

  test('is refused over a variable that somebody has set', () => {
    const { own } = stacks();
    const fn = functionIn(own, { environment: { CACHE_TIER_CACHE_ENDPOINT: 'by hand', CACHE_TIER_OTHER_PORT: '1' } });
    expect(messageOf(() => connect(cacheIn(own), fn))).toBe(
      "Own/Api: 'as' needs variables that nobody else sets on 'Own/Api', got CACHE_TIER_CACHE_ENDPOINT; remove them, or name the connection otherwise",
    );
  });
});

test('what is no client is none for the compiler either', () => {
  const { own } = stacks();
  const cache = cacheIn(own);
  // @ts-expect-error a task definition has neither security groups nor a role by that name
  expect(() => connect(cache, serviceIn(own).taskDefinition)).toThrow('needs a service');
  // @ts-expect-error neither has a text
  expect(() => connect(cache, 'Api')).toThrow();
});

test('the containers belong to a service', () => {
  const { own } = stacks();
  const containers = [serviceIn(own).taskDefinition.defaultContainer!];
  expect(messageOf(() => connect(cacheIn(own), functionIn(own), { containers }))).toBe(
    "Own/Api: 'containers' needs an ECS service as 'target', got another client; leave it out",
  );
});

describe('a refusal', () => {
  test('says everything at once, also what the cache has to say', () => {
    const { own } = stacks();
    const refused = () => {
      throw new InvalidCacheError('Own/Cache', ["'access' needs one access string for each name, got two"]);
    };
    const fn = functionIn(own, { vpc: undefined });
    expect(messageOf(() => connect(cacheIn(own, { identity: refused }), fn, { as: 'a b', keyPrefix: '{}' }))).toBe(
      [
        'Own/Api:',
        "  - 'as' needs letters, digits and single hyphens, at most 64, got 'a b'; rename the connection, or leave it out",
        "  - 'keyPrefix' needs to be without braces, got '{}'; what stands in braces decides the slot, and all keys would be in one shard (https://valkey.io/topics/cluster-spec/)",
        "  - 'target' needs to be in a VPC, got a function without one; give it the 'vpc' of the cache (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html)",
        "  - 'access' needs one access string for each name, got two",
      ].join('\n'),
    );
  });

  test('leaves the client as it was', () => {
    const { own } = stacks();
    const cache = cacheIn(own, { kind: AuthKind.PASSWORD });
    const [fn, fleet] = [functionIn(own), fleetIn(own)];
    for (const target of [fn, fleet]) expect(() => connect(cache, target, { as: 'a b' })).toThrow();
    expect(allOf(own, 'AWS::Lambda::Function')[0].Environment).toBeUndefined();
    const types = Object.values(resourcesIn(own)).map(({ Type }) => Type);
    expect(types.filter((type) => /Policy|Ingress|Parameter/.test(type))).toEqual([]);
    expect(messageOf(() => [fn, fleet].map((target) => connect(cache, target)))).toBe('no error');
  });

  test('of another kind goes through', () => {
    const { own } = stacks();
    const broken = () => {
      throw new Error('broken');
    };
    expect(messageOf(() => connect(cacheIn(own, { identity: broken }), functionIn(own)))).toBe('broken');
  });
});
