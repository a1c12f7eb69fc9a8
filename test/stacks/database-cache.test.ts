import { problems } from './context-given';
import { complaints, idsOf, linkIn, stackOf, templateOf } from './stack-given';

const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const NETWORK = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] };
const SHARED = {
  engine: 'redis-6.2',
  nodeType: 'cache.r6gd.xlarge',
  shards: 3,
  replicas: 2,
  parameters: { timeout: 300 },
  backup: { retentionDays: 35 },
  auth: 'users',
  rotation: { days: 7 },
};

describe.each([
  { kind: 'CachedDatabase', section: 'cachedDatabase' },
  { kind: 'CacheInFrontOf', section: 'cacheInFrontOf' },
])('$kind on Memcached', ({ kind, section }) => {
  const withMemcached = (memcached: object, rest: object = {}, shared: object = {}) => ({
    ...shared,
    [section]: { memcached, ...rest },
  });
  const template = templateOf(kind, withMemcached({}));

  test('has a cluster and no replication group, no secret and no rotation of its own', () => {
    expect(idsOf(template, /ElastiCache::|RotationSchedule/)).toEqual([
      `${CLUSTER} CachedDatabaseMemcached367A174A`,
      'AWS::ElastiCache::ParameterGroup CachedDatabaseMemcachedParameterGroupB38831F4',
      'AWS::ElastiCache::SubnetGroup CachedDatabaseMemcachedSubnetGroupE0D4676F',
    ]);
  });

  test('has no logical id of a replication group, so that a deployed stack can go from one to the other', () => {
    const ofGroup = idsOf(templateOf(kind), /ElastiCache::/).map((each) => each.split(' ')[1]);
    const ofCluster = idsOf(template, /ElastiCache::/).map((each) => each.split(' ')[1]);
    expect(ofCluster.filter((id) => ofGroup.includes(id))).toEqual([]);
  });

  test('says where it is, without a reader, and how answers follow the database', () => {
    const outputs = Object.keys(template.findOutputs('*'));
    expect(outputs).toEqual(expect.arrayContaining(['Endpoint', 'Port', 'SecurityGroup', 'Arn']));
    expect(outputs).not.toContain('ReaderEndpoint');
    expect(linkIn(template, `/cache-tier/${kind}/CachedDatabase/Memcached/cache`)).toMatchObject({
      engine: 'memcached',
      port: '11211',
      auth: 'none',
      invalidation: 'writes',
      'max-ttl': '3600',
    });
  });

  test('is warned of what is weaker, and of nothing else', () => {
    expect(complaints(stackOf(kind, withMemcached({})))).toEqual([
      expect.stringMatching(
        /to go on when a node is lost, got memcached: .+\[ack: cdk-cache-tier:cached-database-memcached\]$/,
      ),
    ]);
  });

  test('is what is said of it', () => {
    const memcached = {
      engine: 'memcached-1.6.17',
      nodes: 4,
      transitEncryption: false,
      parameters: { idle_timeout: 60 },
    };
    const stated = templateOf(
      kind,
      withMemcached(memcached, { nodeType: 'cache.m7g.large', maintenanceWindow: 'sun:05:00-sun:06:00' }),
    );
    stated.hasResourceProperties(CLUSTER, {
      EngineVersion: '1.6.17',
      NumCacheNodes: 4,
      CacheNodeType: 'cache.m7g.large',
      PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
      TransitEncryptionEnabled: false,
    });
    stated.hasResourceProperties('AWS::ElastiCache::ParameterGroup', { Properties: { idle_timeout: '60' } });
  });

  test('takes no harm from what is said to every stack and means replication groups', () => {
    const made = templateOf(kind, withMemcached({}, {}, SHARED));
    made.hasResourceProperties(CLUSTER, { CacheNodeType: 'cache.r7g.large', NumCacheNodes: 2 });
    made.resourceCountIs('AWS::ElastiCache::User', 0);
  });

  test('refuses what means replication groups in its own section, all of it', () => {
    const own = { ...SHARED, durability: 'sync' };
    const path = `cacheTier.${section}`;
    const beside = (key: string, instead = '') =>
      `'${path}.${key}' needs a replication group, got memcached; leave it out${instead}, or remove '${path}.memcached'`;
    expect([...problems({ cacheTier: withMemcached({}, own) })].sort()).toEqual(
      [
        ...['shards', 'replicas', 'durability', 'backup', 'auth', 'rotation'].map((key) => beside(key)),
        ...['engine', 'parameters'].map((key) => beside(key, `, or say it as '${path}.memcached.${key}'`)),
        `'${path}.nodeType' needs a node type on which Memcached runs, got cache.r6gd.xlarge; choose another one`,
      ].sort(),
    );
  });

  test('asks for the zones of subnets that are given', () => {
    const shared = { network: NETWORK };
    templateOf(kind, withMemcached({}, {}, shared)).hasResourceProperties(CLUSTER, {
      PreferredAvailabilityZones: [{ Ref: 'ZoneA' }, { Ref: 'ZoneB' }],
    });
    expect(templateOf(kind, { network: NETWORK }).toJSON().Parameters.ZoneA).toBeUndefined();
    const stated = templateOf(kind, withMemcached({ zones: ['eu-west-1a'] }, {}, shared));
    stated.hasResourceProperties(CLUSTER, { PreferredAvailabilityZones: ['eu-west-1a', 'eu-west-1a'] });
  });

  test('is not meant by the section of the stack that has the same name', () => {
    const beside = templateOf(kind, { memcached: { nodes: 3 } });
    expect([idsOf(beside, /CacheCluster$/), idsOf(beside, /ReplicationGroup$/)]).toEqual([
      [],
      ['AWS::ElastiCache::ReplicationGroup CachedDatabaseCacheDD13D95C'],
    ]);
  });

  test('refuses what is no setting of it', () => {
    expect(problems({ cacheTier: withMemcached({ nodes: 0, shards: 1 }) })).toEqual([
      `'cacheTier.${section}.memcached.nodes' needs a whole number of at least 1, got 0; correct or remove it`,
      `'cacheTier.${section}.memcached' needs keys among engine, nodeType, nodes, zones, transitEncryption, parameters, got 'shards'; correct or remove it`,
    ]);
  });

  test('has an application that is told of it and let in', () => {
    const made = templateOf(kind, withMemcached({}, { application: 'lambda' }));
    expect(JSON.stringify(made.findResources('AWS::Lambda::Function'))).toContain(
      '"CACHE_TIER_CACHE_ENGINE":"memcached"',
    );
    made.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 11211, ToPort: 11211 });
  });
});
