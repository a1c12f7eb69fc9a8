import { CfnCacheCluster, CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { App, Stack } from 'aws-cdk-lib/core';
import { camelCase, L1_WORDS, pascalCase, TEMPLATE_WORDS } from '../../lib/rules/words';

describe('the words of a template', () => {
  test('give a property by its path', () => {
    expect(TEMPLATE_WORDS.name('MultiAZEnabled')).toBe('Properties.MultiAZEnabled');
    expect(TEMPLATE_WORDS.name('Properties')).toBe('Properties.Properties');
  });

  test.each(['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'])(
    'know that %s stands beside the properties',
    (policy) => {
      expect(TEMPLATE_WORDS.name(policy)).toBe(policy);
    },
  );

  test('have a word for all properties together', () => {
    expect(TEMPLATE_WORDS.name('')).toBe('Properties');
  });

  test.each([
    ['Engine', 'valkey', "Engine: 'valkey'"],
    ['MultiAZEnabled', false, 'MultiAZEnabled: false'],
    ['NumCacheClusters', 2, 'NumCacheClusters: 2'],
  ])('write %s as %p', (property, value, written) => {
    expect(TEMPLATE_WORDS.set(property, value)).toBe(written);
  });
});

describe('the words of an L1 construct', () => {
  test.each([
    ['MultiAZEnabled', 'multiAzEnabled'],
    ['PreferredCacheClusterAZs', 'preferredCacheClusterAZs'],
    ['KmsKeyId', 'kmsKeyId'],
    ['AZMode', 'azMode'],
    ['RotationLambdaARN', 'rotationLambdaArn'],
    ['CacheSubnetGroupName', 'cacheSubnetGroupName'],
    ['DeletionPolicy', 'deletionPolicy'],
  ])('call %s %s, and find the way back', (property, word) => {
    expect(L1_WORDS.name(property)).toBe(word);
    expect(camelCase(property)).toBe(word);
    expect(pascalCase(word)).toBe(property);
  });

  test.each<[string, (stack: Stack) => CfnReplicationGroup | CfnCacheCluster, number]>([
    [
      'a replication group',
      (stack) => new CfnReplicationGroup(stack, 'Cache', { replicationGroupDescription: 'Sessions' }),
      30,
    ],
    [
      'a cluster',
      (stack) => new CfnCacheCluster(stack, 'Cache', { engine: 'memcached', cacheNodeType: 'a', numCacheNodes: 1 }),
      20,
    ],
  ])('are those that the CDK itself has for %s', (_, make, fields) => {
    const stack = new Stack(new App(), 'Stack');
    const group = make(stack);
    // The CDK passes on every property, undefined where it is not set.
    const { Resources } = stack.resolve((group as unknown as { _toCloudFormation(): object })._toCloudFormation());
    const [{ Properties }] = Object.values<{ Properties: object }>(Resources);
    const words = Object.keys(Properties).map((property) => [property, camelCase(property)]);
    expect(words.length).toBeGreaterThan(fields);
    expect(words.filter(([, word]) => !(word in group))).toEqual([]);
    expect(words.filter(([property, word]) => pascalCase(word) !== property)).toEqual([]);
  });

  test('have a word for all properties together', () => {
    expect(L1_WORDS.name('')).toBe('props');
  });

  test('write a value as TypeScript', () => {
    expect(L1_WORDS.set('MultiAZEnabled', true)).toBe('multiAzEnabled: true');
    expect(L1_WORDS.set('Durability', 'disabled')).toBe("durability: 'disabled'");
  });
});
