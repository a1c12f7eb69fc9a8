import type { CfnParameterGroup } from 'aws-cdk-lib/aws-elasticache';
import { EngineVersion, ParameterGroup, ReplicationGroup } from '../../lib';
import { DOCS, messageOf, network, resources, stack, warningsIn } from './given';

const PAGE = `${DOCS}/dg/ParameterGroups.Engine.html`;

describe('a parameter group', () => {
  test('has the family of its engine, its path, and no parameters unless told otherwise', () => {
    const scope = stack();
    new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.REDIS_6_2 });
    const [group] = Object.values(resources(scope));
    expect(group).toEqual({
      Type: 'AWS::ElastiCache::ParameterGroup',
      Properties: {
        CacheParameterGroupFamily: 'redis6.x',
        Description: 'Parameters of Stack/Parameters',
        Properties: {},
      },
    });
  });

  test('has the description and the parameters that are given', () => {
    const scope = stack();
    const parameters = { timeout: '300', 'maxmemory-policy': 'noeviction' };
    new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_9_0, parameters, description: 'Queues' });
    expect(Object.values(resources(scope))[0].Properties).toEqual({
      CacheParameterGroupFamily: 'valkey9',
      Description: 'Queues',
      Properties: parameters,
    });
  });

  test('takes parameters later, without changing those of the caller', () => {
    const scope = stack();
    const parameters = { timeout: '300' };
    const group = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2, parameters });
    group.addParameter('timeout', '600');
    group.addParameter('maxmemory-samples', '5');
    expect(Object.values(resources(scope))[0].Properties.Properties).toEqual({
      timeout: '600',
      'maxmemory-samples': '5',
    });
    expect(parameters).toEqual({ timeout: '300' });
  });

  test('takes parameters later, beside those that an escape hatch has set', () => {
    const scope = stack();
    const group = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });
    const l1 = group.node.defaultChild as CfnParameterGroup;
    l1.properties = { timeout: '60' };
    group.addParameter('maxmemory-samples', '5');
    expect(Object.values(resources(scope))[0].Properties.Properties).toEqual({
      timeout: '60',
      'maxmemory-samples': '5',
    });
  });

  test('refuses at once all that its family does not take', () => {
    const scope = stack();
    const parameters = { maxmemory: '1', timeout: '5', 'list-max-ziplist-size': '3' };
    const act = () => new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2, parameters });
    const message = messageOf(act);
    expect(message.split('\n')[0]).toBe('Stack/Parameters:');
    expect(message).toContain(
      `  - 'parameters' needs 'timeout' to be 0, or 20 and more, got '5'; choose a value that the parameter takes (${PAGE})`,
    );
    expect(message).toContain(
      `  - 'parameters' needs parameters that can be set, got 'maxmemory'; leave out what the service decides (${PAGE})`,
    );
  });

  test('warns of a parameter that nobody knows', () => {
    const scope = stack();
    new ParameterGroup(scope, 'P', { engine: EngineVersion.VALKEY_8_2, parameters: { 'no-such': '1' } });
    expect(warningsIn(scope)).toEqual(['parameter-known']);
  });

  test('says nothing of the parameters of a family that AWS has added since', () => {
    const scope = stack();
    const engine = EngineVersion.of('10.0', { parameterGroupFamily: 'valkey10', like: EngineVersion.VALKEY_9_1 });
    new ParameterGroup(scope, 'P', { engine, parameters: { timeout: '5', 'no-such': '1' } });
    expect(Object.values(resources(scope))[0].Properties.CacheParameterGroupFamily).toBe('valkey10');
  });

  test('may serve two caches', () => {
    const scope = stack();
    const vpc = network(scope);
    const parameterGroup = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });
    const caches = ['One', 'Two'].map((id) => new ReplicationGroup(scope, id, { vpc, parameterGroup }));
    expect(caches.map((cache) => cache.parameterGroup)).toEqual([parameterGroup, parameterGroup]);
    const groups = Object.values(resources(scope)).filter(({ Type }) => Type === 'AWS::ElastiCache::ParameterGroup');
    expect(groups).toHaveLength(1);
  });

  test('of another family than its cache is warned of', () => {
    const scope = stack();
    const parameterGroup = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_7_2 });
    new ReplicationGroup(scope, 'Cache', { vpc: network(scope), parameterGroup });
    expect(warningsIn(scope)).toEqual(['parameter-group-family']);
  });

  test('is known by its name', () => {
    const scope = stack();
    const group = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });
    const Ref = scope.getLogicalId(group.node.defaultChild as CfnParameterGroup);
    expect(scope.resolve([group.parameterGroupName, group.parameterGroupRef])).toEqual([
      { Ref },
      { cacheParameterGroupName: { Ref } },
    ]);
    const imported = ParameterGroup.fromParameterGroupName(scope, 'Default', 'default.valkey8');
    expect([imported.parameterGroupName, imported.parameterGroupRef]).toEqual([
      'default.valkey8',
      { cacheParameterGroupName: 'default.valkey8' },
    ]);
  });

  test('of another cluster mode is refused by its name too', () => {
    const scope = stack();
    const parameterGroup = ParameterGroup.fromParameterGroupName(scope, 'Default', 'default.valkey7');
    new ReplicationGroup(scope, 'Cache', { vpc: network(scope), parameterGroup });
    expect(warningsIn(scope)).toEqual(['parameter-group-family']);
  });
});
