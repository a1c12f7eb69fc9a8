import { CfnParameter, RemovalPolicy } from 'aws-cdk-lib/core';
import {
  ClusterMode,
  Durability,
  Endpoint,
  EngineVersion,
  IpDiscovery,
  NetworkType,
  NodeType,
  Profile,
  TransitEncryption,
  Workload,
} from '../../lib';
import { ENGINE_FAMILIES, parameterDefinition } from '../../lib/catalog/parameter-definitions';
import { takes } from '../../lib/rules/parameter-group-rules';
import { stack } from './given';

describe('an endpoint', () => {
  test('is a host and a port', () => {
    expect(new Endpoint('cache.example', 6379).socketAddress).toBe('cache.example:6379');
  });

  test('may be known at deployment only', () => {
    const scope = stack();
    const port = new CfnParameter(scope, 'Port', { type: 'Number' }).valueAsNumber;
    const host = new CfnParameter(scope, 'Host').valueAsString;
    expect(scope.resolve(new Endpoint(host, port).socketAddress)).toEqual({
      'Fn::Join': ['', [{ Ref: 'Host' }, ':', { Ref: 'Port' }]],
    });
  });
});

describe('the values in the template', () => {
  test('are those of the service', () => {
    const values = (constants: { value: string }[]) => constants.map(({ value }) => value);
    expect(values([Durability.SYNC, Durability.ASYNC, Durability.DISABLED])).toEqual(['sync', 'async', 'disabled']);
    expect(values([ClusterMode.ENABLED, ClusterMode.COMPATIBLE, ClusterMode.DISABLED])).toEqual([
      'enabled',
      'compatible',
      'disabled',
    ]);
    expect(values([NetworkType.IPV4, NetworkType.IPV6, NetworkType.DUAL_STACK])).toEqual([
      'ipv4',
      'ipv6',
      'dual_stack',
    ]);
    expect(values([IpDiscovery.IPV4, IpDiscovery.IPV6])).toEqual(['ipv4', 'ipv6']);
  });

  test('may be one that AWS adds later, as it is', () => {
    const later = [Durability, NetworkType, IpDiscovery].map((type) => type.of('later'));
    expect(later.map(({ value }) => value)).toEqual(['later', 'later', 'later']);
    expect(later.map((it) => it.constructor.name)).toEqual(['Durability', 'NetworkType', 'IpDiscovery']);
  });

  test('of the encryption in transit leave the mode out where the version knows none, unless it is the step', () => {
    const modes = (encryption: TransitEncryption) =>
      [true, false].map((withMode) => JSON.parse(JSON.stringify(encryption._render(withMode))));
    expect(modes(TransitEncryption.REQUIRED)).toEqual([
      { transitEncryptionEnabled: true, transitEncryptionMode: 'required' },
      { transitEncryptionEnabled: true },
    ]);
    expect(modes(TransitEncryption.PREFERRED)).toEqual([
      { transitEncryptionEnabled: true, transitEncryptionMode: 'preferred' },
      { transitEncryptionEnabled: true, transitEncryptionMode: 'preferred' },
    ]);
    expect(modes(TransitEncryption.DISABLED)).toEqual([
      { transitEncryptionEnabled: false },
      { transitEncryptionEnabled: false },
    ]);
  });
});

describe('a workload', () => {
  const WORKLOADS = [Workload.CACHE, Workload.SESSION_STORE, Workload.QUEUE, Workload.LEADERBOARD];

  test('has a name', () => {
    expect(WORKLOADS.map(({ name }) => name)).toEqual(['cache', 'session-store', 'queue', 'leaderboard']);
  });

  test.each(ENGINE_FAMILIES)('sets parameters that the family %s knows and takes', (family) => {
    for (const { parameters } of WORKLOADS) {
      for (const [name, value] of Object.entries(parameters)) {
        const definition = parameterDefinition(family, name);
        expect(definition).toBeDefined();
        expect(definition && takes(definition, value)).toBe(true);
      }
    }
  });
});

describe('a profile', () => {
  test('for production is what people can rely on', () => {
    const { name, nodeType, topology, removalPolicy, logRetentionDays, logRemovalPolicy } = Profile.PRODUCTION;
    expect([name, nodeType, topology.replicasPerShard, removalPolicy, logRetentionDays, logRemovalPolicy]).toEqual([
      'production',
      NodeType.R7G_LARGE,
      1,
      RemovalPolicy.SNAPSHOT,
      365,
      RemovalPolicy.RETAIN,
    ]);
  });

  test('for development is small and leaves nothing behind', () => {
    const { name, nodeType, topology, removalPolicy, logRetentionDays, logRemovalPolicy } = Profile.DEV;
    expect([name, nodeType, topology.nodes, removalPolicy, logRetentionDays, logRemovalPolicy]).toEqual([
      'dev',
      NodeType.T4G_MICRO,
      1,
      RemovalPolicy.DESTROY,
      7,
      RemovalPolicy.DESTROY,
    ]);
  });

  test('has a node type that runs the default engine', () => {
    for (const { nodeType } of [Profile.PRODUCTION, Profile.DEV]) {
      const oldest = nodeType.oldestVersion('valkey');
      expect(oldest !== undefined && EngineVersion.VALKEY_8_2.isAtLeast(oldest)).toBe(true);
    }
  });
});
