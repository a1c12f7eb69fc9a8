import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DeleteReplicationGroupCommand,
  DeleteUserCommand,
  DeleteUserGroupCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { App } from 'aws-cdk-lib/core';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { cachedDatabase } from '../../examples/cached-database';
import { iamClients } from '../../examples/iam-clients';
import { minimalCache } from '../../examples/minimal-cache';
import { restoreFromSnapshot } from '../../examples/restore-from-snapshot';
import { rotatedAuthToken } from '../../examples/rotated-auth-token';
import { usersWithPasswords } from '../../examples/users-with-passwords';
import { readStacks } from '../../lib/stacks/app-stacks';
import { Creation } from './faults/creation';
import { type FaultyEmulator, startFaultyEmulator } from './faults/faulty-emulator';

function stacksOfBin(): App {
  const { context } = require('../../cdk.json');
  const cacheTier = {
    cachedDatabase: { application: 'lambda' },
    cacheInFrontOf: { application: 'lambda' },
    leaderboard: { application: 'lambda' },
    sessionStore: { application: 'fargate' },
    environments: { twice: {} },
  };
  const app = new App({ context: { ...context, cacheTier } });
  for (const { make } of readStacks(app.node.getAllContext())) make(app);
  return app;
}

let emulator: FaultyEmulator;
let creation: Creation;
beforeAll(async () => {
  emulator = await startFaultyEmulator();
  creation = new Creation(emulator, await existingNetwork());
});
afterAll(() => emulator?.stop());

/** The values of the parameters of a cache in front of a database: the network that every account has. */
async function existingNetwork(): Promise<{ readonly [parameter: string]: string }> {
  const ec2 = new EC2Client(emulator.client);
  const { Subnets: [one, other] = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups: [group] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const secrets = new SecretsManagerClient(emulator.client);
  const SecretString = JSON.stringify({ username: 'app', password: 'of-a-test', host: 'db.example.com' });
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'database', SecretString }));
  return {
    VpcId: `${one.VpcId}`,
    SubnetA: `${one.SubnetId}`,
    SubnetB: `${other.SubnetId}`,
    DatabaseEndpoint: 'db.example.com',
    DatabaseSecurityGroupId: `${group.GroupId}`,
    DatabaseSecretArn: `${ARN}`,
  };
}

test.each([
  ['the app', stacksOfBin],
  ['a cache', minimalCache],
  ['a cache with a token', rotatedAuthToken],
  ['a cache with passwords', usersWithPasswords],
  ['a cache of several stacks', iamClients],
  ['a database', cachedDatabase],
])('%s is deployed after a first deployment that failed, and again after it was destroyed', async (_, make) => {
  const assembly = make().synth();
  await creation.prepare([assembly]);
  const attempts: { [stack: string]: unknown[] } = {};
  for (const stack of assembly.stacks) {
    // What protects a database is a fault of its own.
    for (const { Properties } of resourcesOf(stack)) delete Properties?.DeletionProtection;
    attempts[stack.stackName] = await firstAndSecond(stack);
  }
  for (const stack of [...assembly.stacks].reverse()) attempts[stack.stackName].push(await creation.delete(stack));
  for (const stack of assembly.stacks) attempts[stack.stackName].push(await creation.create(stack));
  const again = ['DELETE_COMPLETE', 'CREATE_COMPLETE'];
  const expected = assembly.stacks.map(({ stackName }) => [stackName, [...MENDED, ...again]]);
  expect(attempts).toEqual(Object.fromEntries(expected));
});

test('a cache that is kept goes with a first deployment that failed; later it stays, and its users are taken', async () => {
  const assembly = restoreFromSnapshot().synth();
  await creation.prepare([assembly]);
  const [stack] = assembly.stacks;
  const [first, , deleted, second] = await firstAndSecond(stack);
  expect([first, deleted, second]).toEqual(MENDED.filter((each) => typeof each === 'string'));
  expect(await creation.delete(stack)).toBe('DELETE_COMPLETE');
  const elastiCache = new ElastiCacheClient(emulator.client);
  const caches = async () => {
    const { ReplicationGroups = [] } = await elastiCache.send(new DescribeReplicationGroupsCommand({}));
    return ReplicationGroups.filter(({ ReplicationGroupId = '' }) =>
      ReplicationGroupId.startsWith('restorefromsnapshot'),
    );
  };
  const kept = await caches();
  expect(kept).toHaveLength(1);
  expect(await creation.create(stack)).toMatch(
    /^ROLLBACK_COMPLETE: .*restorefromserreadwrite-\w+-valkey already exists/,
  );
  expect(await caches()).toEqual(kept);

  // The way out: the old cache goes after all, and what belongs to it.
  const [{ ReplicationGroupId }] = kept;
  const [user, group] = ['User', 'UserGroup'].map((type) => idOf(stack, type));
  await elastiCache.send(new DeleteReplicationGroupCommand({ ReplicationGroupId }));
  await elastiCache.send(new DeleteUserGroupCommand({ UserGroupId: group }));
  await elastiCache.send(new DeleteUserCommand({ UserId: user }));
  expect(await creation.delete(stack)).toBe('DELETE_COMPLETE');
  expect(await creation.create(stack)).toBe('CREATE_COMPLETE');
});

/** What a first deployment that failed should end in, what it leaves beside logs, and how the next one ends. */
const MENDED = ['ROLLBACK_COMPLETE: Too many.', [], 'DELETE_COMPLETE', 'CREATE_COMPLETE'];

/** The same of a stack, of which everything had been made when its first deployment failed. */
async function firstAndSecond(stack: CloudFormationStackArtifact): Promise<unknown[]> {
  emulator.refuse(stack.stackName, { Outputs: { create: 'Too many.' } });
  const first = await creation.create(stack);
  const left = (await creation.left(stack)).filter((type) => type !== 'AWS::Logs::LogGroup');
  emulator.allow(stack.stackName);
  return [first, left, await creation.delete(stack), await creation.create(stack)];
}

/** The id that a template gives to the user or the user group of its cache. */
function idOf(stack: CloudFormationStackArtifact, type: string): string {
  const found = resourcesOf(stack).find(({ Type }) => Type === `AWS::ElastiCache::${type}`);
  return String(found?.Properties?.[`${type}Id`]);
}

function resourcesOf({ template }: CloudFormationStackArtifact): Resource[] {
  return Object.values(template.Resources);
}

interface Resource {
  readonly Type: string;
  readonly Properties?: { [property: string]: unknown };
}
