// One process, one variant: makes N replication groups, 50 to a stack, and says what it cost.
const [, , variant, count] = process.argv;
const { App, Stack } = require('aws-cdk-lib/core');
const { CfnSecurityGroup, Vpc } = require('aws-cdk-lib/aws-ec2');
const {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} = require('aws-cdk-lib/aws-elasticache');
const { CfnLogGroup } = require('aws-cdk-lib/aws-logs');

const started = process.hrtime.bigint();
const { ReplicationGroup } = variant === 'construct' ? require('../dist/index.js') : {};
const imported = process.hrtime.bigint();

const subnetIds = ['subnet-1', 'subnet-2'];
const app = new App({ analyticsReporting: false, outdir: process.env.BENCH_OUT });
let stack;
let vpc;
for (let index = 0; index < Number(count); index++) {
  if (index % 50 === 0) {
    stack = new Stack(app, `Stack${index / 50}`);
    vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      isolatedSubnetIds: subnetIds,
    });
  }
  if (variant === 'construct') new ReplicationGroup(stack, `Cache${index}`, { vpc });
  else plain(stack, `Cache${index}`);
}
const constructed = process.hrtime.bigint();
app.synth();
const synthesized = process.hrtime.bigint();

const ms = (from, to) => Number(to - from) / 1e6;
const { user, system } = { user: process.cpuUsage().user / 1e3, system: process.cpuUsage().system / 1e3 };
console.log(
  JSON.stringify({
    import: ms(started, imported),
    construct: ms(imported, constructed),
    synth: ms(constructed, synthesized),
    cpu: user + system,
    rss: process.resourceUsage().maxRSS / 1024,
  }),
);

/** The template of `new ReplicationGroup(stack, id, { vpc })`, written with L1s. */
function plain(scope, id) {
  const path = `${scope.node.path}/${id}`;
  const subnetGroup = new CfnSubnetGroup(scope, `${id}SubnetGroup`, {
    description: `Private subnets for ${path}/SubnetGroup`,
    subnetIds,
  });
  const securityGroup = new CfnSecurityGroup(scope, `${id}SecurityGroup`, {
    groupDescription: `Who may connect to the cache ${id}`,
    vpcId: 'vpc-1',
    securityGroupEgress: [
      {
        cidrIp: '255.255.255.255/32',
        description: 'Disallow all traffic',
        fromPort: 252,
        ipProtocol: 'icmp',
        toPort: 86,
      },
    ],
  });
  const parameterGroup = new CfnParameterGroup(scope, `${id}ParameterGroup`, {
    cacheParameterGroupFamily: 'valkey8',
    description: `Parameters of ${path}/ParameterGroup`,
    properties: { 'maxmemory-policy': 'allkeys-lru', 'reserved-memory-percent': '25' },
  });
  const logs = ['slow-log', 'engine-log'].map((logType) => {
    const logGroup = new CfnLogGroup(scope, `${id}${logType === 'slow-log' ? 'SlowLog' : 'EngineLog'}`, {
      retentionInDays: 365,
    });
    logGroup.cfnOptions.deletionPolicy = 'Retain';
    logGroup.cfnOptions.updateReplacePolicy = 'Retain';
    return {
      logType,
      logFormat: 'json',
      destinationType: 'cloudwatch-logs',
      destinationDetails: { cloudWatchLogsDetails: { logGroup: logGroup.ref } },
    };
  });
  const [userGroupId, userId] = ['UserGroup', 'User-read-write'].map((part) => idOf(scope, id, part));
  const user = new CfnUser(scope, `${id}User`, {
    userId,
    userName: userId,
    engine: 'valkey',
    accessString: 'on ~* &* +@all -@admin -@dangerous +info +time +cluster|slots +cluster|shards +cluster|nodes',
    authenticationMode: { Type: 'iam' },
  });
  const userGroup = new CfnUserGroup(scope, `${id}UserGroup`, { userGroupId, engine: 'valkey', userIds: [userId] });
  userGroup.node.addDependency(user);
  const group = new CfnReplicationGroup(scope, id, {
    replicationGroupDescription: `Defined by ${path}`,
    engine: 'valkey',
    engineVersion: '8.2',
    cacheNodeType: 'cache.r7g.large',
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    cacheParameterGroupName: parameterGroup.ref,
    cacheSubnetGroupName: subnetGroup.ref,
    securityGroupIds: [securityGroup.attrGroupId],
    port: 6379,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    snapshotRetentionLimit: 15,
    autoMinorVersionUpgrade: true,
    logDeliveryConfigurations: logs,
    userGroupIds: [userGroupId],
  });
  group.node.addDependency(userGroup);
  group.cfnOptions.deletionPolicy = 'Snapshot';
  group.cfnOptions.updateReplacePolicy = 'Snapshot';
}

/** An id that people would make up: those of the construct hold a hash of the path. */
function idOf(scope, ...path) {
  return [scope.node.id, ...path, 'valkey'].join('-').toLowerCase();
}
