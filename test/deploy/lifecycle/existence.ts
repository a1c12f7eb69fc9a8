import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeCacheParameterGroupsCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
} from '@aws-sdk/client-elasticache';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients } from './clients';

/** What the service of a type has under an id; it refuses, or answers with nothing, what it has not. */
type Asked = (clients: Clients, id: string) => Promise<unknown>;

const rds =
  (action: string, parameter: string): Asked =>
  ({ rds: ask }, id) =>
    ask(action, { [parameter]: id });

/** Types that hold data, or that cost something where they are left behind, and those that a stack may retain. */
const SERVICES: { readonly [type: string]: Asked } = {
  'AWS::Backup::BackupVault': async ({ backup }, id) => (await backup(`/backup-vaults/${id}`)) === 200,
  'AWS::EC2::EIP': async ({ ec2 }, id) => {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    return Addresses.some(({ PublicIp }) => PublicIp === id);
  },
  'AWS::EC2::FlowLog': async ({ ec2 }, id) =>
    (await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [id] }))).FlowLogs?.length,
  'AWS::EC2::NatGateway': async ({ ec2 }, id) => {
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    return NatGateways.some(({ State }) => State === 'available');
  },
  'AWS::EC2::RouteTable': async ({ ec2 }, id) =>
    (await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }))).RouteTables?.length,
  'AWS::EC2::SubnetRouteTableAssociation': async ({ ec2 }, id) => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    return RouteTables.some(({ Associations = [] }) =>
      Associations.some(({ RouteTableAssociationId }) => RouteTableAssociationId === id),
    );
  },
  'AWS::EC2::SecurityGroup': ({ ec2 }, id) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })),
  'AWS::EC2::Subnet': ({ ec2 }, id) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] })),
  'AWS::EC2::VPC': ({ ec2 }, id) => ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })),
  'AWS::EC2::VPCEndpoint': async ({ ec2 }, id) =>
    (await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }))).VpcEndpoints?.length,
  'AWS::ElastiCache::CacheCluster': ({ cache }, CacheClusterId) => cache('DescribeCacheClusters', { CacheClusterId }),
  'AWS::ElastiCache::ParameterGroup': ({ elastiCache }, id) =>
    elastiCache.send(new DescribeCacheParameterGroupsCommand({ CacheParameterGroupName: id })),
  'AWS::ElastiCache::ReplicationGroup': ({ elastiCache }, id) =>
    elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id })),
  'AWS::ElastiCache::SubnetGroup': ({ elastiCache }, id) =>
    elastiCache.send(new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: id })),
  'AWS::ElastiCache::User': ({ elastiCache }, id) => elastiCache.send(new DescribeUsersCommand({ UserId: id })),
  'AWS::ElastiCache::UserGroup': ({ elastiCache }, id) =>
    elastiCache.send(new DescribeUserGroupsCommand({ UserGroupId: id })),
  'AWS::Lambda::Function': ({ lambda }, id) => lambda.send(new GetFunctionCommand({ FunctionName: id })),
  'AWS::Logs::LogGroup': async ({ logs }, id) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }));
    return logGroups.some(({ logGroupName }) => logGroupName === id);
  },
  'AWS::RDS::DBCluster': rds('DescribeDBClusters', 'DBClusterIdentifier'),
  'AWS::RDS::DBClusterParameterGroup': rds('DescribeDBClusterParameterGroups', 'DBClusterParameterGroupName'),
  'AWS::RDS::DBInstance': rds('DescribeDBInstances', 'DBInstanceIdentifier'),
  'AWS::RDS::DBParameterGroup': rds('DescribeDBParameterGroups', 'DBParameterGroupName'),
  'AWS::RDS::DBProxy': rds('DescribeDBProxies', 'DBProxyName'),
  'AWS::RDS::DBSubnetGroup': rds('DescribeDBSubnetGroups', 'DBSubnetGroupName'),
  'AWS::SecretsManager::Secret': async ({ secrets }, id) =>
    (await secrets.send(new DescribeSecretCommand({ SecretId: id }))).DeletedDate === undefined,
};

const SNAPSHOTS: { readonly [type: string]: Asked } = {
  'AWS::ElastiCache::ReplicationGroup': async ({ cache }, id) =>
    (await cache('DescribeSnapshots', { ReplicationGroupId: id })).includes(`<ReplicationGroupId>${id}<`),
  'AWS::RDS::DBCluster': async ({ rds: ask }, id) =>
    (await ask('DescribeDBClusterSnapshots', { DBClusterIdentifier: id })).includes('<SnapshotType>manual<'),
  'AWS::RDS::DBInstance': async ({ rds: ask }, id) =>
    (await ask('DescribeDBSnapshots', { DBInstanceIdentifier: id })).includes('<SnapshotType>manual<'),
};

/** Whether a type is asked of its service. */
export const isAsked = (type: string) => type in SERVICES;

/** Whether a resource is there, by its service. */
export const exists = (clients: Clients, type: string, id: string) => holds(SERVICES[type], clients, id);

/** Whether its service has a snapshot of it. */
export const hasSnapshot = (clients: Clients, type: string, id: string) => holds(SNAPSHOTS[type], clients, id);

async function holds(asked: Asked, clients: Clients, id: string): Promise<boolean> {
  try {
    return Boolean(await asked(clients, id));
  } catch (error) {
    if (/NotFound/.test((error as Error).name)) return false;
    throw error;
  }
}
