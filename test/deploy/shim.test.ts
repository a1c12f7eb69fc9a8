import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type Emulator, startEmulator } from './emulator/emulator';
import { type Clients, clientsOf } from './lifecycle/clients';
import { deployedOf, identitiesOf, mark } from './lifecycle/deployed';
import { exists, hasSnapshot } from './lifecycle/existence';

let emulator: Emulator;
let clients: Clients;
beforeAll(async () => {
  emulator = await startEmulator();
  clients = clientsOf(emulator);
});
afterAll(() => emulator?.stop());

const CACHE = 'AWS::ElastiCache::ReplicationGroup';
const NETWORK = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  A: subnet('10.0.0.0/24', 'us-east-1a'),
  B: subnet('10.0.1.0/24', 'us-east-1b'),
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'group', VpcId: { Ref: 'Vpc' } } },
};

function subnet(CidrBlock: string, AvailabilityZone: string) {
  return { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock, AvailabilityZone } };
}

test('what the shim adds is lacking in the emulator still, and what it changes is there', () => {
  const program = `
import json, sys
from ministack.services.cloudformation import provisioners
before = set(provisioners._RESOURCE_HANDLERS)
sys.path.insert(0, ${JSON.stringify(join(__dirname, 'emulator'))})
import shim
print(json.dumps({"gained": sorted(before & set(shim.ADDED)), "lost": sorted(set(shim.CHANGED) - before)}))`;
  const python = resolve('.venv-deploy', 'bin', 'python');
  const said = execFileSync(python, ['-B', '-c', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  expect(JSON.parse(`${said}`)).toEqual({ gained: [], lost: [] });
});

test('addresses, gateways, flow logs and rules of security groups come and go', async () => {
  const rule = { GroupId: { Ref: 'Group' }, IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, CidrIp: '10.0.0.0/16' };
  const made = await deploy('Network', {
    ...NETWORK,
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    Gateway: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: { Ref: 'A' }, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
    },
    FlowLog: {
      Type: 'AWS::EC2::FlowLog',
      Properties: { ResourceId: { Ref: 'Vpc' }, ResourceType: 'VPC', TrafficType: 'ALL', LogGroupName: 'flow' },
    },
    In: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: rule },
    Out: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: rule },
  });
  const kinds = ['AWS::EC2::EIP', 'AWS::EC2::NatGateway', 'AWS::EC2::FlowLog'] as const;
  const ids = kinds.map((kind) => `${made.find(({ type }) => type === kind)?.id}`);
  const there = () => Promise.all(kinds.map((kind, index) => exists(clients, kind, ids[index])));
  expect(await there()).toEqual([true, true, true]);
  const group = `${made.find(({ logicalId }) => logicalId === 'Group')?.id}`;
  const { SecurityGroups = [] } = await clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
  expect(SecurityGroups[0].IpPermissions?.map(({ FromPort }) => FromPort)).toEqual([6379]);
  expect(SecurityGroups[0].IpPermissionsEgress?.map(({ FromPort }) => FromPort)).toContain(6379);
  expect(await remove('Network')).toBe('DELETE_COMPLETE');
  expect(await there()).toEqual([false, false, false]);
});

test('a rotation schedule turns rotation on, and off with its end', async () => {
  const made = await deploy('Rotation', {
    Secret: { Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'Retain', Properties: { SecretString: 'x' } },
    Schedule: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: { Ref: 'Secret' }, RotationRules: { AutomaticallyAfterDays: 30 } },
    },
  });
  const SecretId = `${made.find(({ logicalId }) => logicalId === 'Secret')?.id}`;
  const rotated = async () => (await clients.secrets.send(new DescribeSecretCommand({ SecretId }))).RotationEnabled;
  expect(await rotated()).toBe(true);
  await remove('Rotation');
  expect(await rotated()).toBe(false);
});

test('two shards are made, a third is added in place by the update policy alone, and a snapshot stays', async () => {
  const group = (NumNodeGroups: number, UseOnlineResharding: boolean) => ({
    Cache: {
      Type: CACHE,
      DeletionPolicy: 'Snapshot',
      UpdatePolicy: { UseOnlineResharding },
      Properties: { ReplicationGroupDescription: 'x', Engine: 'valkey', NumNodeGroups, ReplicasPerNodeGroup: 1 },
    },
  });
  const [cache] = await deploy('Shards', group(2, true));
  const { id } = cache;
  const identity = () => identitiesOf(clients, [cache]);
  const first = { 'Shards/Cache': expect.stringContaining('with the mark') };
  await mark(clients, [cache]);
  expect(await shardsOf(id)).toBe(2);
  await deploy('Shards', group(3, true));
  expect(await shardsOf(id)).toBe(3);
  expect(await identity()).toEqual(first);
  await deploy('Shards', group(4, false));
  expect(await identity()).not.toEqual(first);
  await remove('Shards');
  expect(await exists(clients, CACHE, id)).toBe(false);
  expect(await hasSnapshot(clients, CACHE, id)).toBe(true);
});

test('a managed secret lives as long as its database, which is kept from deletion where it is protected', async () => {
  const database = (DeletionProtection: boolean) => ({
    Database: {
      Type: 'AWS::RDS::DBInstance',
      DeletionPolicy: 'Delete',
      Properties: {
        Engine: 'postgres',
        DBInstanceClass: 'db.m7g.large',
        MasterUsername: 'app',
        ManageMasterUserPassword: true,
        DeletionProtection,
      },
    },
  });
  const outputs = { Secret: { Value: { 'Fn::GetAtt': ['Database', 'MasterUserSecret.SecretArn'] } } };
  const [{ id, type }] = await deploy('Protected', database(true), outputs);
  const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: 'Protected' }));
  const secret = `${Stacks[0].Outputs?.[0].OutputValue}`;
  expect(await exists(clients, 'AWS::SecretsManager::Secret', secret)).toBe(true);
  expect(await remove('Protected')).toBe('DELETE_FAILED');
  expect(await exists(clients, type, id)).toBe(true);
  await deploy('Open', database(false), outputs);
  expect(await remove('Open')).toBe('DELETE_COMPLETE');
});

async function deploy(stack: string, Resources: object, Outputs: object = {}) {
  const asked = { StackName: stack, TemplateBody: JSON.stringify({ Resources, Outputs }) };
  const there = await stateOf(stack);
  await clients.cloudFormation.send(there === 'none' ? new CreateStackCommand(asked) : new UpdateStackCommand(asked));
  expect(await settled(stack)).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  return deployedOf(clients, [{ name: stack, file: '', resources: {} }]);
}

async function remove(stack: string): Promise<string> {
  const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  await clients.cloudFormation.send(new DeleteStackCommand({ StackName: stack }));
  return settled(`${Stacks[0].StackId}`);
}

async function settled(stack: string): Promise<string> {
  for (;;) {
    const state = await stateOf(stack);
    if (!state.endsWith('_IN_PROGRESS')) return state;
  }
}

async function stateOf(StackName: string): Promise<string> {
  try {
    const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return `${Stacks[0].StackStatus}`;
  } catch {
    return 'none';
  }
}

async function shardsOf(id: string) {
  const asked = new DescribeReplicationGroupsCommand({ ReplicationGroupId: id });
  return (await clients.elastiCache.send(asked)).ReplicationGroups?.[0].NodeGroups?.length;
}
