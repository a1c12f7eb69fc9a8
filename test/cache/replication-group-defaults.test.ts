import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { CacheAuth, EngineVersion, Profile } from '../../lib';
import { DEFAULT_ENGINE_VERSION } from '../../lib/cache/replication-group';
import { cacheIn, ID, resourcesOf, stack, USER_GROUP_ID, USER_ID, warningsOf } from './given';

const PRODUCTION = {
  [ID.subnetGroup]: {
    Type: 'AWS::ElastiCache::SubnetGroup',
    Properties: {
      Description: 'Private subnets for Stack/Cache/SubnetGroup',
      SubnetIds: ['subnet-eu-west-1a', 'subnet-eu-west-1b'],
    },
  },
  [ID.securityGroup]: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Who may connect to the cache Cache',
      SecurityGroupEgress: [
        {
          CidrIp: '255.255.255.255/32',
          Description: 'Disallow all traffic',
          FromPort: 252,
          IpProtocol: 'icmp',
          ToPort: 86,
        },
      ],
      VpcId: 'vpc-1',
    },
  },
  [ID.parameterGroup]: {
    Type: 'AWS::ElastiCache::ParameterGroup',
    Properties: {
      CacheParameterGroupFamily: 'valkey8',
      Description: 'Parameters of Stack/Cache/ParameterGroup',
      Properties: { 'maxmemory-policy': 'allkeys-lru', 'reserved-memory-percent': '25' },
    },
  },
  [ID.slowLog]: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 365 },
    UpdateReplacePolicy: 'Retain',
    DeletionPolicy: 'Retain',
  },
  [ID.engineLog]: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 365 },
    UpdateReplacePolicy: 'Retain',
    DeletionPolicy: 'Retain',
  },
  [ID.user]: {
    Type: 'AWS::ElastiCache::User',
    Properties: {
      // All but what administers, and what can stop the node, with the little of it that clients send on their own.
      AccessString: 'on ~* &* +@all -@admin -@dangerous +info +time +cluster|slots +cluster|shards +cluster|nodes',
      AuthenticationMode: { Type: 'iam' },
      Engine: 'valkey',
      UserId: USER_ID,
      UserName: USER_ID,
    },
  },
  [ID.userGroup]: {
    Type: 'AWS::ElastiCache::UserGroup',
    Properties: { Engine: 'valkey', UserGroupId: USER_GROUP_ID, UserIds: [USER_ID] },
    DependsOn: [ID.user],
  },
  [ID.group]: {
    Type: 'AWS::ElastiCache::ReplicationGroup',
    Properties: {
      AtRestEncryptionEnabled: true,
      AutoMinorVersionUpgrade: true,
      AutomaticFailoverEnabled: true,
      CacheNodeType: 'cache.r7g.large',
      CacheParameterGroupName: { Ref: ID.parameterGroup },
      CacheSubnetGroupName: { Ref: ID.subnetGroup },
      Engine: 'valkey',
      EngineVersion: '8.2',
      LogDeliveryConfigurations: [
        {
          DestinationDetails: { CloudWatchLogsDetails: { LogGroup: { Ref: ID.slowLog } } },
          DestinationType: 'cloudwatch-logs',
          LogFormat: 'json',
          LogType: 'slow-log',
        },
        {
          DestinationDetails: { CloudWatchLogsDetails: { LogGroup: { Ref: ID.engineLog } } },
          DestinationType: 'cloudwatch-logs',
          LogFormat: 'json',
          LogType: 'engine-log',
        },
      ],
      MultiAZEnabled: true,
      NumCacheClusters: 2,
      Port: 6379,
      ReplicationGroupDescription: 'Defined by Stack/Cache',
      SecurityGroupIds: [{ 'Fn::GetAtt': [ID.securityGroup, 'GroupId'] }],
      SnapshotRetentionLimit: 15,
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
      UserGroupIds: [USER_GROUP_ID],
    },
    DependsOn: [ID.userGroup],
    UpdateReplacePolicy: 'Snapshot',
    DeletionPolicy: 'Snapshot',
  },
};

const DEV = {
  ...PRODUCTION,
  [ID.slowLog]: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 7 },
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
  [ID.engineLog]: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 7 },
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
  [ID.group]: {
    Type: 'AWS::ElastiCache::ReplicationGroup',
    Properties: {
      ...PRODUCTION[ID.group].Properties,
      AutomaticFailoverEnabled: false,
      CacheNodeType: 'cache.t4g.micro',
      MultiAZEnabled: false,
      NumCacheClusters: 1,
      SnapshotRetentionLimit: 0,
    },
    DependsOn: [ID.userGroup],
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
};

describe('the minimal replication group', () => {
  test('is this template, logical ids included', () => {
    expect(resourcesOf()).toEqual(PRODUCTION);
  });

  test('is the same when the production profile is stated', () => {
    expect(resourcesOf({ profile: Profile.PRODUCTION })).toEqual(PRODUCTION);
  });

  test('is this template in the development profile, under the same logical ids', () => {
    expect(resourcesOf({ profile: Profile.DEV })).toEqual(DEV);
  });

  test('says in the description of its template that it is for development, and says nothing in production', () => {
    const descriptionOf = (profile: Profile) => {
      const scope = stack();
      cacheIn(scope, { profile });
      return Template.fromStack(scope).toJSON().Description;
    };
    expect(descriptionOf(Profile.DEV)).toBe('Development profile, no backups, destroyed with the stack: Stack/Cache');
    expect(descriptionOf(Profile.PRODUCTION)).toBeUndefined();
  });

  test('raises no warning in either profile', () => {
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ profile: Profile.DEV })).toEqual([]);
  });

  test.each(['us-east-1', 'eu-west-1', 'cn-north-1', 'us-gov-west-1'])('raises none in %s', (region) => {
    const env = { account: '111111111111', region };
    expect([warningsOf({}, env), warningsOf({ profile: Profile.DEV }, env)]).toEqual([[], []]);
  });

  test('is the same when every optional property is undefined', () => {
    const undefinedProps = Object.fromEntries(
      propertiesOf('ReplicationGroupOptions', 'replication-group-props.ts').map(({ name }) => [name, undefined]),
    );
    expect(resourcesOf(undefinedProps)).toEqual(PRODUCTION);
  });
});

describe('the frozen defaults of this major release', () => {
  test('run Valkey 8.2: a newer default would be an upgrade that cannot be undone', () => {
    expect(DEFAULT_ENGINE_VERSION).toBe(EngineVersion.VALKEY_8_2);
    expect(cacheIn(stack()).engine).toBe(EngineVersion.VALKEY_8_2);
  });

  test('listen on 6379 for every engine: the port is create-only, the engine is not for ever', () => {
    for (const engine of [EngineVersion.REDIS_7_1, EngineVersion.VALKEY_7_2, EngineVersion.VALKEY_9_1]) {
      expect(resourcesOf({ engine })[ID.group].Properties.Port).toBe(6379);
    }
  });
});

interface Documented {
  readonly name: string;
  readonly optional: boolean;
  readonly default?: string;
}

/** The properties of an interface of `lib`, each with the `@default` of its comment. */
function propertiesOf(type: string, file: string, folder = 'cache'): Documented[] {
  const source = readFileSync(join(__dirname, '../../lib', folder, file), 'utf8');
  const body = source.split(`export interface ${type}`)[1].split('\n}\n')[0];
  return [...body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+readonly (\w+)(\??):/g)].map(
    ([, comment, name, mark]) => ({
      name,
      optional: mark === '?',
      default: /@default (.+)/
        .exec(comment)?.[1]
        .replace(/\s*\*\/?$/, '')
        .trim(),
    }),
  );
}

describe.each([
  ['ReplicationGroupOptions', 'replication-group-props.ts', 'cache'],
  ['ReplicationGroupAttributes', 'replication-group-props.ts', 'cache'],
  ['PlaceInNetwork', 'placement.ts', 'network'],
  ['PlacementOptions', 'placement.ts', 'network'],
  ['SubnetGroupProps', 'subnet-group.ts', 'network'],
  ['ParameterGroupProps', 'parameter-group.ts', 'cache'],
  ['DailyBackupOptions', 'backup.ts', 'cache'],
  ['LogGroupOptions', 'log-delivery.ts', 'cache'],
  ['MaintenanceWindowOptions', 'maintenance-window.ts', 'cache'],
  ['SnapshotWindowOptions', 'snapshot-window.ts', 'cache'],
  ['SingleShardOptions', 'topology.ts', 'topology'],
  ['ShardLayout', 'topology.ts', 'topology'],
  ['ClusterModeOptions', 'topology.ts', 'topology'],
  ['WithoutReplicasOptions', 'topology.ts', 'topology'],
  ['MigratedOptions', 'topology.ts', 'topology'],
  ['OwnUserGroupOptions', 'cache-auth.ts', 'access'],
  ['UserOptions', 'iam-user.ts', 'access'],
  ['PasswordUserProps', 'password-user.ts', 'access'],
  ['PasswordUserAttributes', 'password-user.ts', 'access'],
  ['UserGroupProps', 'user-group.ts', 'access'],
  ['AuthTokenProps', 'auth-token.ts', 'access'],
  ['GeneratedSecretOptions', 'generated-secret.ts', 'access'],
  ['RotationOptions', 'rotation-options.ts', 'rotation'],
  ['LinkOptions', 'connection.ts', 'connect'],
  ['ConnectOptions', 'connection.ts', 'connect'],
  ['IdentityOptions', 'client-identity.ts', 'access'],
  ['PublishLinkOptions', 'published-link.ts', 'connect'],
  ['AccessScope', 'access-string.ts', 'access'],
  ['ReadWriteScope', 'access-string.ts', 'access'],
  ['SnapshotGrantOptions', 'grant-options.ts', 'access'],
  ['ModifyGrantOptions', 'grant-options.ts', 'access'],
  ['RestoreGrantOptions', 'grant-options.ts', 'access'],
])('the properties of %s', (type, file, folder) => {
  const properties = propertiesOf(type, file, folder);

  test('are all read by this test', () => {
    const source = readFileSync(join(__dirname, '../../lib', folder, file), 'utf8');
    const body = source.split(`export interface ${type}`)[1].split('\n}\n')[0];
    expect(properties).toHaveLength(body.match(/^ {2}readonly /gm)?.length ?? 0);
  });

  test('each say their default if they are optional, and none if they are required', () => {
    const odd = properties.filter((property) => property.optional !== (property.default !== undefined));
    expect(odd.map(({ name }) => name)).toEqual([]);
  });
});

test('the documented defaults of a replication group that are values are those of the code', () => {
  const stated = propertiesOf('ReplicationGroupOptions', 'replication-group-props.ts').filter(
    (property) => property.default !== undefined && !property.default.startsWith('- '),
  );
  expect(Object.fromEntries(stated.map((property) => [property.name, property.default]))).toEqual({
    profile: 'Profile.PRODUCTION',
    engine: 'EngineVersion.VALKEY_8_2',
    workload: 'Workload.CACHE',
    port: '6379',
    transitEncryption: 'TransitEncryption.REQUIRED',
  });
});

test('the documented default of the authentication is that of the code, and says where there is none', () => {
  const [auth] = propertiesOf('ReplicationGroupOptions', 'replication-group-props.ts').filter(
    ({ name }) => name === 'auth',
  );
  expect(auth.default).toMatch(/^- CacheAuth\.iam\(\); to be stated without encryption in transit, and for an engine/);
  expect(resourcesOf({ auth: CacheAuth.iam() })).toEqual(PRODUCTION);
});
