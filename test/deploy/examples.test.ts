import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { bootstrap, cdkWorks, synthesize } from './emulator/cdk';
import { type Emulator, startEmulator } from './emulator/emulator';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
  await bootstrap(emulator);
});
afterAll(() => emulator?.stop());

test('the smallest example goes through deploy, an update and destroy', async () => {
  const first = await synthesize('examples/minimal-cache.ts');
  await cdkWorks(emulator, 'deploy', '--app', first, '--all');
  const client = new CloudFormationClient(emulator.client);
  const before = await client.send(new DescribeStackResourcesCommand({ StackName: 'MinimalCache' }));
  const next = await synthesize('examples/minimal-cache.ts', {
    edits: { 'AWS::ElastiCache::ReplicationGroup': { CacheNodeType: 'cache.r7g.xlarge' } },
  });
  expect(await cdkWorks(emulator, 'deploy', '--app', first, '--all')).toContain('no changes');
  await cdkWorks(emulator, 'deploy', '--app', next, '--all');
  const after = await client.send(new DescribeStackResourcesCommand({ StackName: 'MinimalCache' }));
  const ids = ({ StackResources = [] }: typeof before) =>
    StackResources.map(({ PhysicalResourceId }) => PhysicalResourceId);
  expect(ids(after)).toEqual(ids(before));
  await cdkWorks(emulator, 'destroy', '--app', next, '--all');
});
