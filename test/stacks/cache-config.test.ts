import { Durability } from '../../lib/cache/durability';
import { Profile } from '../../lib/cache/profile';
import { Workload } from '../../lib/cache/workload';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import type { CacheConfig } from '../../lib/stacks/cache-config';
import { AuthKind } from '../../runtime/lib/link';
import { configsOf, problems, SECTIONS } from './context-given';

const VPC_ID = 'vpc-0123456789abcdef0';
const SUBNET_IDS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const CACHE_KEYS =
  'account, region, profile, engine, nodeType, shards, replicas, durability, parameters, backup, auth, rotation, ' +
  'maintenanceWindow, network, stackPolicy, workload';
const KEYS = `${CACHE_KEYS}, stacks, ${SECTIONS.join(', ')}`;
const ENGINES =
  'redis-4.0.10, redis-5.0.6, redis-6.0, redis-6.2, redis-7.0, redis-7.1, valkey-7.2, valkey-8.0, valkey-8.1, ' +
  'valkey-8.2, valkey-9.0, valkey-9.1';

/** Every key with values that are read, and what they are read as. */
const GOOD: readonly [key: keyof CacheConfig, value: unknown, read: unknown][] = [
  ['account', '111122223333', '111122223333'],
  ['region', 'eu-west-1', 'eu-west-1'],
  ['region', 'us-gov-east-1', 'us-gov-east-1'],
  ['profile', 'production', Profile.PRODUCTION],
  ['profile', 'dev', Profile.DEV],
  ['engine', 'valkey-9.0', EngineVersion.VALKEY_9_0],
  ['engine', 'redis-7.1', EngineVersion.REDIS_7_1],
  ['nodeType', 'cache.m7g.large', NodeType.M7G_LARGE],
  ['shards', 3, 3],
  ['shards', '500', 500],
  ['replicas', 0, 0],
  ['replicas', '5', 5],
  ['durability', 'sync', Durability.SYNC],
  ['durability', 'async', Durability.ASYNC],
  ['durability', 'disabled', Durability.DISABLED],
  ['workload', 'cache', Workload.CACHE],
  ['workload', 'session-store', Workload.SESSION_STORE],
  ['workload', 'queue', Workload.QUEUE],
  ['workload', 'leaderboard', Workload.LEADERBOARD],
  ['parameters', { timeout: 300, activedefrag: 'yes' }, { timeout: '300', activedefrag: 'yes' }],
  ['backup', { retentionDays: 35 }, { retentionDays: 35 }],
  ['backup', { retentionDays: 0 }, { retentionDays: 0 }],
  ['backup', { window: '03:00-04:00' }, { window: expect.objectContaining({ value: '03:00-04:00' }) }],
  ['auth', 'iam', expect.objectContaining({ kind: AuthKind.IAM })],
  ['auth', 'auth-token', expect.objectContaining({ kind: AuthKind.AUTH_TOKEN })],
  ['auth', 'users', expect.objectContaining({ kind: AuthKind.PASSWORD })],
  ['auth', 'none', expect.objectContaining({ kind: AuthKind.NONE })],
  ['rotation', { days: 7, endpoints: false }, { days: 7, endpoints: false }],
  ['rotation', { days: '0', endpoints: 'true' }, { days: 0, endpoints: true }],
  ['maintenanceWindow', 'sun:05:00-sun:06:00', expect.objectContaining({ value: 'sun:05:00-sun:06:00' })],
  ['stackPolicy', 'false', false],
  ['network', { vpcId: VPC_ID, subnetIds: SUBNET_IDS }, { vpcId: VPC_ID, subnetIds: SUBNET_IDS }],
  ['network', { vpcId: VPC_ID, subnetIds: SUBNET_IDS.join(',') }, { vpcId: VPC_ID, subnetIds: SUBNET_IDS }],
  ['network', { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'] }, expect.anything()],
  [
    'network',
    { vpcId: VPC_ID, subnetIds: SUBNET_IDS, availabilityZones: ['eu-west-1a', 'us-west-2-lax-1a'] },
    { vpcId: VPC_ID, subnetIds: SUBNET_IDS, availabilityZones: ['eu-west-1a', 'us-west-2-lax-1a'] },
  ],
];

test.each(GOOD)('%s: %j is read', (key, value, read) => {
  expect(only({ [key]: value })).toEqual({ [key]: read });
});

test('every key is tried', () => {
  expect([...new Set(GOOD.map(([key]) => key))].sort()).toEqual(CACHE_KEYS.split(', ').sort());
});

/** Values that are refused, each with its whole message. */
const BAD: readonly [config: object, message: string][] = [
  [{ account: '1234' }, `'cacheTier.account' needs the 12 digits of an account, got "1234"; correct or remove it`],
  [
    { account: 111122223333 },
    "'cacheTier.account' needs the 12 digits of an account, got 111122223333; correct or remove it",
  ],
  [
    { region: 'Ireland' },
    `'cacheTier.region' needs a Region, such as 'eu-west-1', got "Ireland"; correct or remove it`,
  ],
  [{ profile: 'prod' }, `'cacheTier.profile' needs one of production, dev, got "prod"; correct or remove it`],
  [{ engine: 'valkey' }, `'cacheTier.engine' needs one of ${ENGINES}, got "valkey"; correct or remove it`],
  [
    { engine: 'memcached-1.6.22' },
    `'cacheTier.engine' needs one of ${ENGINES}, got "memcached-1.6.22"; correct or remove it`,
  ],
  [{ engine: 'toString' }, `'cacheTier.engine' needs one of ${ENGINES}, got "toString"; correct or remove it`],
  [
    { nodeType: 'cache.r7g.tiny' },
    `'cacheTier.nodeType' needs a current node type, such as 'cache.r7g.large', got "cache.r7g.tiny"; correct or remove it`,
  ],
  [
    { nodeType: 'cache.m3.large' },
    `'cacheTier.nodeType' needs a current node type, such as 'cache.r7g.large', got "cache.m3.large"; correct or remove it`,
  ],
  [{ shards: 0 }, "'cacheTier.shards' needs a whole number from 1 to 500, got 0; correct or remove it"],
  [{ shards: 1.5 }, "'cacheTier.shards' needs a whole number from 1 to 500, got 1.5; correct or remove it"],
  [{ shards: 'two' }, `'cacheTier.shards' needs a whole number from 1 to 500, got "two"; correct or remove it`],
  [{ replicas: 6 }, "'cacheTier.replicas' needs a whole number from 0 to 5, got 6; correct or remove it"],
  [{ replicas: '-1' }, `'cacheTier.replicas' needs a whole number from 0 to 5, got "-1"; correct or remove it`],
  [
    { durability: 'default' },
    `'cacheTier.durability' needs one of sync, async, disabled, got "default"; correct or remove it`,
  ],
  [
    { workload: 'sessions' },
    `'cacheTier.workload' needs one of cache, session-store, queue, leaderboard, got "sessions"; correct or remove it`,
  ],
  [{ parameters: ['timeout'] }, `'cacheTier.parameters' needs texts by name, got ["timeout"]; correct or remove it`],
  [
    { parameters: { timeout: null } },
    `'cacheTier.parameters' needs texts by name, got {"timeout":null}; correct or remove it`,
  ],
  [{ backup: 15 }, "'cacheTier.backup' needs an object with retentionDays, window, got 15; correct or remove it"],
  [
    { backup: { retentionDays: 36 } },
    "'cacheTier.backup.retentionDays' needs a whole number from 0 to 35, got 36; correct or remove it",
  ],
  [
    { backup: { window: '3-4' } },
    `'cacheTier.backup.window' needs at least an hour in UTC, such as '03:00-04:00', got "3-4"; correct or remove it`,
  ],
  [
    { backup: { days: 3 } },
    "'cacheTier.backup' needs keys among retentionDays, window, got 'days'; correct or remove it",
  ],
  [{ auth: 'token' }, `'cacheTier.auth' needs one of iam, auth-token, users, none, got "token"; correct or remove it`],
  [{ auth: true }, "'cacheTier.auth' needs one of iam, auth-token, users, none, got true; correct or remove it"],
  [
    { auth: { token: 'correct-horse-battery' } },
    `'cacheTier.auth' needs one of iam, auth-token, users, none, got {"token":"correct-horse-battery"}; correct or remove it`,
  ],
  [{ rotation: 30 }, "'cacheTier.rotation' needs an object with days, endpoints, got 30; correct or remove it"],
  [
    { rotation: { days: 1001 } },
    "'cacheTier.rotation.days' needs a whole number from 0 to 1000, got 1001; correct or remove it",
  ],
  [
    { rotation: { days: -1 } },
    "'cacheTier.rotation.days' needs a whole number from 0 to 1000, got -1; correct or remove it",
  ],
  [
    { rotation: { endpoints: 'maybe' } },
    `'cacheTier.rotation.endpoints' needs true or false, got "maybe"; correct or remove it`,
  ],
  [
    { rotation: { every: 30 } },
    "'cacheTier.rotation' needs keys among days, endpoints, got 'every'; correct or remove it",
  ],
  [
    { maintenanceWindow: 'Sunday' },
    `'cacheTier.maintenanceWindow' needs an hour to a day in UTC, such as 'sun:05:00-sun:06:00', got "Sunday"; correct or remove it`,
  ],
  [
    { network: { vpcId: 'vpc-1', subnetIds: SUBNET_IDS } },
    `'cacheTier.network.vpcId' needs the id of a VPC, such as 'vpc-0123456789abcdef0', got "vpc-1"; correct or remove it`,
  ],
  [
    { network: { vpcId: VPC_ID, subnetIds: [SUBNET_IDS[0], 'b'] } },
    `'cacheTier.network.subnetIds[1]' needs the id of a subnet, such as 'subnet-0123456789abcdef0', got "b"; correct or remove it`,
  ],
  [
    { network: { vpcId: VPC_ID, subnetIds: [] } },
    "'cacheTier.network.subnetIds' needs a list of at least one, got []; correct or remove it",
  ],
  [
    { network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS, availabilityZones: ['a', 'eu-west-1b'] } },
    `'cacheTier.network.availabilityZones[0]' needs a zone, such as 'eu-west-1a', got "a"; correct or remove it`,
  ],
  [
    { network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS, lookup: 'maybe' } },
    `'cacheTier.network.lookup' needs true or false, got "maybe"; correct or remove it`,
  ],
  [{ nodetype: 'x' }, `'cacheTier' needs keys among ${KEYS}, got 'nodetype'; correct or remove it`],
  [{ toString: 'x' }, `'cacheTier' needs keys among ${KEYS}, got 'toString'; correct or remove it`],
];

test.each(BAD)('%j is refused: %s', (config, message) => {
  expect(problems({ cacheTier: config })).toEqual([message]);
});

/** What is well-formed, and contradicts itself. */
const CONTRADICTIONS: readonly [config: object, message: string][] = [
  [
    { network: { vpcId: VPC_ID } },
    "'cacheTier.network' needs subnetIds beside vpcId, got none; name them, or set lookup: true",
  ],
  [
    { network: { subnetIds: SUBNET_IDS } },
    "'cacheTier.network' needs vpcId, got none; name the VPC, or leave network out for a new one",
  ],
  [
    { network: { vpcId: VPC_ID, lookup: true } },
    "'cacheTier.network.lookup' needs account and region, got none; set both, or name subnetIds",
  ],
  [
    { region: 'eu-west-1', network: { vpcId: VPC_ID, lookup: true } },
    "'cacheTier.network.lookup' needs account and region, got none; set both, or name subnetIds",
  ],
  [
    {
      account: '111122223333',
      region: 'eu-west-1',
      network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS, lookup: true },
    },
    "'cacheTier.network.lookup' needs to stand without subnetIds, got both; name the subnets, or look them up",
  ],
  [
    { network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS, availabilityZones: ['eu-west-1a'] } },
    "'cacheTier.network.availabilityZones' needs one zone for each of the subnetIds, got 1; list them in the same order",
  ],
  [
    { engine: 'redis-6.2' },
    "'cacheTier.auth' needs a choice with redis 6.2, which has no IAM authentication, got none; set one of users, auth-token or none",
  ],
  [
    { auth: 'users', environments: { dev: { engine: 'redis-6.2', auth: null }, prod: { engine: 'redis-6.2' } } },
    "'cacheTier.environments.dev.auth' needs a choice with redis 6.2, which has no IAM authentication, got none; set one of users, auth-token or none",
  ],
  [
    { backup: { retentionDays: 0, window: '03:00-04:00' } },
    "'cacheTier.backup.window' needs retentionDays of at least 1, got 0; set it, or leave the window out",
  ],
  [
    {
      backup: { window: '03:00-04:00' },
      environments: { dev: { backup: { retentionDays: 0 } }, prod: {} },
    },
    "'cacheTier.environments.dev.backup.window' needs retentionDays of at least 1, got 0; set it, or leave the window out",
  ],
];

test.each(CONTRADICTIONS)('%j is refused: %s', (config, message) => {
  expect(problems({ cacheTier: config })).toEqual([message]);
});

test('a network is looked up where account and Region are stated', () => {
  const network = { vpcId: VPC_ID, lookup: 'true' };
  const [{ env, config }] = readOf({ cacheTier: { account: '111122223333', region: 'eu-west-1', network } });
  expect(env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  expect(config.network).toEqual({ vpcId: VPC_ID, lookup: true });
});

test('everything that is wrong is said at once, under the name of the context', () => {
  const read = () => readOf({ cacheTier: { profile: 'x', shards: 0, foo: 1 } });
  expect(read).toThrow(
    /^context:\n {2}- 'cacheTier\.profile' .+\n {2}- 'cacheTier\.shards' .+\n {2}- 'cacheTier' needs/,
  );
});

describe('without configuration', () => {
  test.each([{}, { cacheTier: {} }, { cacheTier: '{}' }, { 'aws:cdk:enable-path-metadata': true }])('%j', (context) => {
    expect(readOf(context)).toEqual([{ environment: undefined, env: undefined, config: {} }]);
  });
});

describe('a misspelt key of the context', () => {
  test.each(['cacheTeir', 'cachetier', 'cache-tier', 'CacheTier', 'cache_tier', 'CACHE_TIER', 'tierCache'])(
    "'%s' is refused with the right one",
    (key) => {
      const message = `'${key}' needs to be written 'cacheTier', got '${key}'; correct it`;
      expect(problems({ [key]: { shards: 2 } })).toEqual([message]);
      expect(problems({ cacheTier: { shards: 2 }, [key]: { shards: 3 } })).toEqual([message]);
      expect(problems({ [`${key}.shards`]: '2', [`${key}.network.vpcId`]: VPC_ID })).toEqual([message]);
    },
  );

  test('is refused beside what is wrong with the right one', () => {
    expect(problems({ cachetier: {}, cacheTier: { shards: 0 } })).toEqual([
      "'cachetier' needs to be written 'cacheTier', got 'cachetier'; correct it",
      "'cacheTier.shards' needs a whole number from 1 to 500, got 0; correct or remove it",
    ]);
  });

  test.each(['cache', 'tier', 'cacheTiers', '@aws-cdk/core:stackRelativeExports', 'my-team:cacheTier', ''])(
    "'%s' is of somebody else",
    (key) => {
      expect(problems({ [key]: { shards: 2 } })).toEqual([]);
    },
  );
});

describe('-c', () => {
  test('passes the whole object as JSON', () => {
    expect(readOf({ cacheTier: '{"shards": 2, "backup": {"retentionDays": 7}}' })[0].config).toEqual({
      shards: 2,
      backup: { retentionDays: 7 },
    });
  });

  test('passes a single key over the object, at any depth', () => {
    const context = {
      cacheTier: { shards: 2, backup: { retentionDays: 7, window: '03:00-04:00' } },
      'cacheTier.shards': '4',
      'cacheTier.backup.retentionDays': '30',
      'cacheTier.parameters.timeout': '60',
    };
    expect(readOf(context)[0].config).toEqual({
      shards: 4,
      backup: { retentionDays: 30, window: expect.objectContaining({ value: '03:00-04:00' }) },
      parameters: { timeout: '60' },
    });
  });

  test('passes a key of one environment', () => {
    const context = { cacheTier: { environments: { dev: {}, prod: {} } }, 'cacheTier.environments.dev.replicas': '0' };
    expect(readOf(context).map(({ config }) => config)).toEqual([{ replicas: 0 }, {}]);
  });

  test('may name a parameter with a dot only in the object', () => {
    expect(only({ parameters: { 'a.b': 'c' } })).toEqual({ parameters: { 'a.b': 'c' } });
  });

  test.each([
    ['{shards: 2}', `"{shards: 2}"`],
    ['[]', '"[]"'],
    [7, '7'],
    [[], '[]'],
  ])('refuses %j as the whole', (whole, got) => {
    expect(problems({ cacheTier: whole })).toEqual([
      `'cacheTier' needs an object, got ${got}; its keys are ${KEYS}, environments`,
    ]);
  });

  test('refuses a key that is not known', () => {
    expect(problems({ 'cacheTier.shard': '2' })).toEqual([
      `'cacheTier' needs keys among ${KEYS}, got 'shard'; correct or remove it`,
    ]);
  });
});

describe('environments', () => {
  const base = { engine: 'valkey-9.0', backup: { retentionDays: 20, window: '03:00-04:00' } };

  test('each lie over the rest, key by key', () => {
    const environments = {
      dev: { profile: 'dev', account: '111122223333', region: 'eu-west-1' },
      prod: { engine: 'valkey-9.1', backup: { retentionDays: 35 } },
    };
    const window = expect.objectContaining({ value: '03:00-04:00' });
    expect(readOf({ cacheTier: { ...base, environments } })).toEqual([
      {
        environment: 'dev',
        env: { account: '111122223333', region: 'eu-west-1' },
        config: {
          engine: EngineVersion.VALKEY_9_0,
          backup: { retentionDays: 20, window },
          profile: Profile.DEV,
          account: '111122223333',
          region: 'eu-west-1',
        },
      },
      {
        environment: 'prod',
        env: undefined,
        config: { engine: EngineVersion.VALKEY_9_1, backup: { retentionDays: 35, window } },
      },
    ]);
  });

  test('are under what the command line says of a single key', () => {
    const environments = { dev: { replicas: 0 }, prod: { replicas: 2 } };
    const context = {
      cacheTier: { environments },
      'cacheTier.replicas': '3',
      'cacheTier.environments.dev.shards': '2',
    };
    expect(readOf(context).map(({ config }) => config)).toEqual([{ replicas: 3, shards: 2 }, { replicas: 3 }]);
  });

  describe('take a common key away with null', () => {
    const without = (common: object, dev: object) =>
      readOf({ cacheTier: { ...common, environments: { dev, prod: {} } } }).map(({ config }) => config);

    test('of their own, and leave it to the others', () => {
      expect(without({ shards: 3, replicas: 2 }, { shards: null })).toEqual([
        { replicas: 2 },
        { shards: 3, replicas: 2 },
      ]);
    });

    test('inside an object, key by key', () => {
      const window = expect.objectContaining({ value: '03:00-04:00' });
      expect(without({ backup: { retentionDays: 20, window: '03:00-04:00' } }, { backup: { window: null } })).toEqual([
        { backup: { retentionDays: 20 } },
        { backup: { retentionDays: 20, window } },
      ]);
      expect(without({ parameters: { timeout: 60, databases: 4 } }, { parameters: { timeout: null } })).toEqual([
        { parameters: { databases: '4' } },
        { parameters: { timeout: '60', databases: '4' } },
      ]);
    });

    test('or a whole object', () => {
      expect(without({ network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS } }, { network: null })).toEqual([
        {},
        { network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS } },
      ]);
    });

    test('so that a window goes with the backups', () => {
      const backup = { retentionDays: 0, window: null };
      expect(without({ backup: { window: '03:00-04:00' } }, { backup })[0]).toEqual({ backup: { retentionDays: 0 } });
    });

    test('and the command line may set it again', () => {
      const environments = { dev: { shards: null } };
      expect(readOf({ cacheTier: { shards: 3, environments }, 'cacheTier.shards': '2' })[0].config).toEqual({
        shards: 2,
      });
    });

    test('but are not taken away themselves', () => {
      expect(problems({ cacheTier: { environments: { dev: null } } })).toEqual([
        `'cacheTier.environments.dev' needs an object, got null; its keys are ${KEYS}`,
      ]);
    });
  });

  test('are named in what is wrong with them', () => {
    expect(
      problems({ cacheTier: { environments: { dev: { replicas: 9 }, prod: { network: { vpcId: VPC_ID } } } } }),
    ).toEqual([
      "'cacheTier.environments.dev.replicas' needs a whole number from 0 to 5, got 9; correct or remove it",
      "'cacheTier.environments.prod.network' needs subnetIds beside vpcId, got none; name them, or set lookup: true",
    ]);
  });

  test('have names that a stack can have', () => {
    expect(problems({ cacheTier: { environments: { 'my env': {} } } })).toEqual([
      "'cacheTier.environments' needs names of letters, digits and hyphens, got 'my env'; rename it",
    ]);
  });

  test.each([
    [{ environments: 3 }, "'cacheTier.environments' needs an object, got 3; its keys are the names of environments"],
    [{ environments: { dev: 3 } }, `'cacheTier.environments.dev' needs an object, got 3; its keys are ${KEYS}`],
    [
      { environments: { dev: { environments: {} } } },
      `'cacheTier.environments.dev' needs keys among ${KEYS}, got 'environments'; correct or remove it`,
    ],
    [
      { environments: {} },
      "'cacheTier.environments' needs at least one environment, got none; name one, or leave it out",
    ],
  ])('%j is refused', (config, message) => {
    expect(problems({ cacheTier: config })).toEqual([message]);
  });
});

function only(config: object): CacheConfig {
  return readOf({ cacheTier: config })[0].config;
}

/** What is read for the one kind of stack. */
function readOf(context: { readonly [key: string]: unknown }) {
  return configsOf<CacheConfig>('CacheStack', context);
}
