import { readFileSync } from 'node:fs';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { supported } from '../../lib/policy/supported-properties';

class CfnOld {
  public port = 0;

  public get engine(): string {
    return '';
  }
}

/** The oldest release that this library is made for. */
const FLOOR: string = JSON.parse(readFileSync('package.json', 'utf8')).peerDependencies['aws-cdk-lib'].slice(1);

describe('the properties of an L1 class', () => {
  test('come back as they are if it knows them', () => {
    const props = { engine: 'valkey' };
    expect(supported(CfnOld, props)).toBe(props);
  });

  test('may be undefined where it does not know them', () => {
    expect(supported(CfnOld, { engine: 'valkey', durability: undefined })).toEqual({ engine: 'valkey' });
  });

  test('are refused if it does not know one, with the floor of this library to install', () => {
    expect(() => supported(CfnOld, { engine: 'valkey', durability: 'sync' })).toThrow(
      new Error(
        `CfnOld of the installed aws-cdk-lib needs 'durability', got a release that does not know it; install aws-cdk-lib ${FLOOR} or newer`,
      ),
    );
  });

  test('are refused if it does not know several', () => {
    expect(() => supported(CfnOld, { durability: 'sync', ipDiscovery: 'ipv4' })).toThrow(
      "needs 'durability', 'ipDiscovery', got a release",
    );
  });

  test('have a floor that is one release', () => {
    expect(FLOOR).toMatch(/^2\.\d+\.\d+$/);
  });

  test('are told of the installed release: false and 0 are values', () => {
    expect(
      supported(CfnReplicationGroup, { durability: 'sync', multiAzEnabled: false, snapshotRetentionLimit: 0 }),
    ).toBeDefined();
    expect(() => supported(CfnReplicationGroup, { noSuchProperty: false })).toThrow("needs 'noSuchProperty'");
  });
});
