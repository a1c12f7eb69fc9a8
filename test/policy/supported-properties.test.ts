import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { supported } from '../../lib/policy/supported-properties';

class CfnOld {
  public port = 0;

  public get engine(): string {
    return '';
  }
}

describe('the properties of an L1 class', () => {
  test('come back as they are if it knows them', () => {
    const props = { engine: 'valkey' };
    expect(supported(CfnOld, props)).toBe(props);
  });

  test('may be undefined where it does not know them', () => {
    expect(supported(CfnOld, { engine: 'valkey', durability: undefined })).toEqual({ engine: 'valkey' });
  });

  test('are refused if it does not know one, with what to install', () => {
    expect(() => supported(CfnOld, { engine: 'valkey', durability: 'sync' })).toThrow(
      new Error(
        "CfnOld of the installed aws-cdk-lib needs 'durability', got a release that does not know it; install aws-cdk-lib 2.260.0 or newer",
      ),
    );
  });

  test('are refused if it does not know several', () => {
    expect(() => supported(CfnOld, { durability: 'sync', ipDiscovery: 'ipv4' })).toThrow(
      "needs 'durability', 'ipDiscovery', got a release",
    );
  });

  test('are told of the installed release: false and 0 are values', () => {
    expect(
      supported(CfnReplicationGroup, { durability: 'sync', multiAzEnabled: false, snapshotRetentionLimit: 0 }),
    ).toBeDefined();
    expect(() => supported(CfnReplicationGroup, { noSuchProperty: false })).toThrow("needs 'noSuchProperty'");
  });
});
