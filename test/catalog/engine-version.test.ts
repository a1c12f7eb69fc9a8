import { Engine, type EngineFeatures, EngineVersion } from '../../lib/catalog/engine-version';

type Feature = keyof EngineFeatures;

const REDIS_4: Feature[] = ['replication', 'tls'];
const REDIS_6_0: Feature[] = [...REDIS_4, 'slowLog', 'minorUpgrades', 'users', 'autoScaling'];
const REDIS_6_2: Feature[] = [...REDIS_6_0, 'engineLog', 'dataTiering', 'ipv6'];
const REDIS_7: Feature[] = [...REDIS_6_2, 'tlsMode', 'iam', 'clusterModeChange'];
const VALKEY_9: Feature[] = [...REDIS_7, 'databasesInClusterMode', 'durability'];

type Row = readonly [
  engine: string,
  version: string,
  family: string,
  port: number,
  features: readonly Feature[],
  supportEnds: string | undefined,
];

// biome-ignore format: a table
const VERSIONS: readonly Row[] = [
  ['redis', '4.0.10', 'redis4.0', 6379, REDIS_4, '2026-01-31'],
  ['redis', '5.0.6', 'redis5.0', 6379, REDIS_4, '2026-01-31'],
  ['redis', '6.0', 'redis6.x', 6379, REDIS_6_0, '2027-01-31'],
  ['redis', '6.2', 'redis6.x', 6379, REDIS_6_2, '2027-01-31'],
  ['redis', '7.0', 'redis7', 6379, REDIS_7, undefined],
  ['redis', '7.1', 'redis7', 6379, REDIS_7, undefined],
  ['valkey', '7.2', 'valkey7', 6379, REDIS_7, undefined],
  ['valkey', '8.0', 'valkey8', 6379, REDIS_7, undefined],
  ['valkey', '8.1', 'valkey8', 6379, REDIS_7, undefined],
  ['valkey', '8.2', 'valkey8', 6379, REDIS_7, undefined],
  ['valkey', '9.0', 'valkey9', 6379, VALKEY_9, undefined],
  ['valkey', '9.1', 'valkey9', 6379, [...VALKEY_9, 'kvCaching'], undefined],
  ['memcached', '1.4.5', 'memcached1.4', 11211, [], undefined],
  ['memcached', '1.4.14', 'memcached1.4', 11211, [], undefined],
  ['memcached', '1.4.24', 'memcached1.4', 11211, [], undefined],
  ['memcached', '1.4.33', 'memcached1.4', 11211, [], undefined],
  ['memcached', '1.4.34', 'memcached1.4', 11211, [], undefined],
  ['memcached', '1.5.10', 'memcached1.5', 11211, [], undefined],
  ['memcached', '1.5.16', 'memcached1.5', 11211, [], undefined],
  ['memcached', '1.6.6', 'memcached1.6', 11211, ['ipv6'], undefined],
  ['memcached', '1.6.12', 'memcached1.6', 11211, ['ipv6', 'tls'], undefined],
  ['memcached', '1.6.17', 'memcached1.6', 11211, ['ipv6', 'tls'], undefined],
  ['memcached', '1.6.22', 'memcached1.6', 11211, ['ipv6', 'tls'], undefined],
];

describe('the engine versions', () => {
  test('are those that the service accepts, oldest first within an engine', () => {
    expect(EngineVersion.all().map(String)).toEqual(VERSIONS.map(([engine, version]) => `${engine} ${version}`));
  });

  test.each(VERSIONS)('%s %s has the family %s and the port %d', (engine, version, family, port, features, ends) => {
    const row = EngineVersion.find(engine, version);
    expect(row).toMatchObject({ engine, version, parameterGroupFamily: family, defaultPort: port });
    expect(row?.standardSupportEnds).toBe(ends);
    expect(featuresOf(row)).toEqual([...features].sort());
  });

  test.each(VERSIONS)('%s %s is the constant of its name', (engine, version) => {
    const constant = `${engine}_${version}`.replaceAll('.', '_').toUpperCase();
    expect((EngineVersion as unknown as { [name: string]: unknown })[constant]).toBe(
      EngineVersion.find(engine, version),
    );
  });

  test('come as a copy, so that nobody adds to the catalog', () => {
    EngineVersion.all().pop();
    expect(EngineVersion.all()).toHaveLength(VERSIONS.length);
  });

  test('are found by engine and version together', () => {
    expect(EngineVersion.find(Engine.VALKEY, '7.2')).toBe(EngineVersion.VALKEY_7_2);
    expect(EngineVersion.find(Engine.REDIS, '7.2')).toBeUndefined();
    expect(EngineVersion.find(Engine.VALKEY, '8')).toBeUndefined();
    expect(EngineVersion.find('mysql', '8.0')).toBeUndefined();
  });
});

describe('resolving what a template says', () => {
  test('gives the row of a known version', () => {
    expect(EngineVersion.resolve('redis', '6.2')).toBe(EngineVersion.REDIS_6_2);
  });

  test.each(['9.2', '10.0', '9.10', '9.1.1'])(
    'takes valkey %s, newer than every row, for the newest row',
    (version) => {
      expect(EngineVersion.resolve('valkey', version)).toBe(EngineVersion.VALKEY_9_1);
    },
  );

  test.each([
    ['valkey', '7.1'],
    ['valkey', '8.3'],
    ['valkey', '9'],
    ['valkey', '9.x'],
    ['valkey', 'latest'],
    ['valkey', ''],
    ['redis', '6.x'],
    ['mysql', '8.0'],
  ])('says nothing of %s %s', (engine, version) => {
    expect(EngineVersion.resolve(engine, version)).toBeUndefined();
  });
});

describe('a version that AWS has added since', () => {
  const version = EngineVersion.of('9.2', { parameterGroupFamily: 'valkey9', like: EngineVersion.VALKEY_9_1 });

  test('has the engine and the features of the version that it is like', () => {
    expect(`${version}`).toBe('valkey 9.2');
    expect(version.parameterGroupFamily).toBe('valkey9');
    expect(version.features).toEqual(EngineVersion.VALKEY_9_1.features);
    expect(version.defaultPort).toBe(6379);
  });

  test('has no announced end of support, and is not in the catalog', () => {
    const old = EngineVersion.of('6.3', { parameterGroupFamily: 'redis6.x', like: EngineVersion.REDIS_6_2 });
    expect(old.standardSupportEnds).toBeUndefined();
    expect(EngineVersion.find('valkey', '9.2')).toBeUndefined();
  });
});

describe('the order of versions', () => {
  test.each([
    ['9.0', '9.0', true],
    ['9.0', '8.2', true],
    ['9.0', '9', true],
    ['9.0', '9.0.0', true],
    ['9.0', '9.1', false],
    ['9.0', '9.0.1', false],
    ['9.0', '10.0', false],
  ])('%s is at least %s: %s', (_, other, expected) => {
    expect(EngineVersion.VALKEY_9_0.isAtLeast(other)).toBe(expected);
  });

  test('goes by numbers, not by letters', () => {
    expect(EngineVersion.REDIS_4_0_10.isAtLeast('4.0.9')).toBe(true);
    expect(EngineVersion.MEMCACHED_1_6_6.isAtLeast('1.6.12')).toBe(false);
  });
});

function featuresOf(row: EngineVersion | undefined): string[] {
  return Object.entries(row?.features ?? {})
    .filter(([, has]) => has)
    .map(([feature]) => feature)
    .sort();
}
