import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { App, Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { CacheAuth, CacheRules, Durability, Engine, EngineVersion, IamUser, ParameterGroup, Topology } from '../../lib';
import { checkTemplate } from '../../lib/rules/template';
import { cacheIn, ID, messageOf, resources, stack, warningsIn } from '../cache/given';

const SYNC = { durability: Durability.SYNC, topology: Topology.clusterMode({ shards: 2 }) };
const REASON = 'AWS enabled it for our account, case 1234';
const lower = (scope: IConstruct, id = 'durability-engine') => CacheRules.of(scope).lower({ id, reason: REASON });

describe('a rule can be lowered', () => {
  test.each<[string, (scope: Stack) => IConstruct]>([
    ['for the stack', (scope) => scope],
    ['for the app', (scope) => scope.node.root],
  ])('%s, and is a warning of the caches in it', (_where, at) => {
    const scope = stack();
    lower(at(scope));
    cacheIn(scope, SYNC);
    expect(warningsIn(scope)).toEqual(['durability-engine']);
  });

  test('for a Stage and no other', () => {
    const app = new App();
    const [beta, production] = ['Beta', 'Production'].map((id) => new Stage(app, id));
    lower(beta);
    expect(() => cacheIn(new Stack(beta, 'Stack'), SYNC)).not.toThrow();
    expect(() => cacheIn(new Stack(production, 'Stack'), SYNC)).toThrow("'durability' needs valkey 9.0 or newer");
  });

  test('not for a cache that was refused before', () => {
    const scope = stack();
    expect(() => cacheIn(scope, SYNC)).toThrow();
    lower(scope);
    scope.node.tryRemoveChild('Network');
    scope.node.tryRemoveChild('Cache');
    expect(() => cacheIn(scope, SYNC)).not.toThrow();
  });

  test('and the others still hold, all of them in one error', () => {
    const scope = stack();
    lower(scope);
    const message = messageOf(() => cacheIn(scope, { ...SYNC, multiAz: false, description: '' }));
    expect(message).toContain("'durability' needs 'multiAz' to be true");
    expect(message).toContain("'description' needs");
    expect(message).not.toContain('valkey 9.0');
  });

  test('of a parameter group', () => {
    const scope = stack();
    lower(scope, 'parameter-value');
    new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2, parameters: { timeout: '5' } });
    expect(warningsIn(scope)).toEqual(['parameter-value']);
    expect(Object.values(resources(scope))[0].Metadata).toEqual({
      'cdk-cache-tier': { lowered: [{ id: 'parameter-value', reason: REASON }] },
    });
  });

  test('of the users of a cache, also of those that come later', () => {
    const scope = stack();
    lower(scope, 'user-groups-iam');
    const cache = cacheIn(scope, { engine: EngineVersion.REDIS_6_2, auth: CacheAuth.users() });
    cache.addUser(new IamUser(scope, 'Orders', { engine: Engine.REDIS }));
    expect(resources(scope)[ID.group].Metadata).toEqual({
      'cdk-cache-tier': { lowered: [{ id: 'user-groups-iam', reason: REASON }] },
    });
  });

  test('several at once', () => {
    const scope = stack();
    CacheRules.of(scope).lower(
      { id: 'durability-engine', reason: REASON },
      { id: 'durability-multi-az', reason: 'tested by hand' },
    );
    cacheIn(scope, { ...SYNC, multiAz: false });
    expect(warningsIn(scope).sort()).toEqual(['durability-engine', 'durability-multi-az', 'multi-az-off']);
  });
});

describe('the reason stands in the template', () => {
  test('of each resource that breaks the rule, and of no other', () => {
    const scope = stack();
    lower(scope);
    lower(scope, 'replicas-range');
    cacheIn(scope, SYNC);
    const metadata = Object.entries(resources(scope)).flatMap(([id, { Metadata }]) =>
      Metadata ? [[id, Metadata]] : [],
    );
    expect(metadata).toEqual([
      [ID.group, { 'cdk-cache-tier': { lowered: [{ id: 'durability-engine', reason: REASON }] } }],
    ]);
  });

  test('and whoever judges the template sees a warning with that reason', () => {
    const scope = stack();
    lower(scope);
    cacheIn(scope, SYNC);
    const findings = checkTemplate({ Resources: resources(scope) });
    expect(findings.map(({ ruleId, level, loweredBecause }) => [ruleId, level, loweredBecause])).toEqual([
      ['durability-engine', 'warning', REASON],
    ]);
  });

  test('also where an escape hatch breaks the rule after the constructor', () => {
    const scope = stack();
    lower(scope);
    const cache = cacheIn(scope, { topology: SYNC.topology });
    (cache.node.defaultChild as CfnReplicationGroup).durability = 'sync';
    const findings = checkTemplate({ Resources: resources(scope) });
    expect(findings.map(({ level, loweredBecause }) => [level, loweredBecause])).toEqual([['warning', REASON]]);
  });

  test('beside other metadata', () => {
    const scope = stack();
    lower(scope);
    const cache = cacheIn(scope, SYNC);
    (cache.node.defaultChild as CfnReplicationGroup).addMetadata('team', 'shop');
    expect(resources(scope)[ID.group].Metadata).toMatchObject({ team: 'shop', 'cdk-cache-tier': expect.anything() });
  });
});

describe('a rule cannot be lowered', () => {
  test('that does not exist', () => {
    expect(messageOf(() => lower(stack(), 'no-such-rule'))).toBe(
      "Stack: 'id' needs the id of a rule, got 'no-such-rule'",
    );
  });

  test('without a reason', () => {
    expect(messageOf(() => CacheRules.of(stack()).lower({ id: 'durability-engine', reason: ' ' }))).toBe(
      "Stack: 'reason' needs a sentence for reviewers, got none for 'durability-engine'",
    );
  });

  test('for the whole app, and then the app is named', () => {
    expect(messageOf(() => lower(new App(), 'no-such-rule'))).toBe(
      "App: 'id' needs the id of a rule, got 'no-such-rule'",
    );
  });

  test('and then none of the call is', () => {
    const scope = stack();
    expect(() =>
      CacheRules.of(scope).lower({ id: 'durability-engine', reason: REASON }, { id: 'nonsense', reason: '' }),
    ).toThrow(
      "Stack:\n  - 'id' needs the id of a rule, got 'nonsense'\n  - 'reason' needs a sentence for reviewers, got none for 'nonsense'",
    );
    expect(() => cacheIn(scope, SYNC)).toThrow();
  });
});
