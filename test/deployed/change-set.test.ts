import { changeSetVerdicts } from '../../lib/deployed/change-set';
import { stackService } from '../../lib/deployed/cloudformation';
import type { TemplateTree } from '../../lib/deployed/template-tree';
import { idOf } from './cloudformation-stand-in';
import { cache, Lab } from './lab';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());
afterEach(() => lab.aws.reset());

interface Head {
  readonly status?: string;
  readonly reason?: string;
  readonly execution?: string;
  readonly next?: number;
}

function page(
  changes: string,
  { status = 'CREATE_COMPLETE', reason, execution = 'AVAILABLE', next }: Head = {},
): string {
  return `<ChangeSetName>try</ChangeSetName><StackName>Shop</StackName><Status>${status}</Status>
    <ExecutionStatus>${execution}</ExecutionStatus>${reason ? `<StatusReason>${reason}</StatusReason>` : ''}
    <Changes>${changes}</Changes>${next === undefined ? '' : `<NextToken>${next}</NextToken>`}`;
}

function change(action: string, logicalId: string, type: string, rest = ''): string {
  return `<member><Type>Resource</Type><ResourceChange><Action>${action}</Action><LogicalResourceId>${logicalId}</LogicalResourceId>
    <ResourceType>${type}</ResourceType>${rest}</ResourceChange></member>`;
}

const detail = (name: string, recreation: string, evaluation = 'Static') =>
  `<member><Target><Attribute>Properties</Attribute><Name>${name}</Name><RequiresRecreation>${recreation}</RequiresRecreation></Target>
    <Evaluation>${evaluation}</Evaluation><ChangeSource>DirectModification</ChangeSource></member>`;
const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const REPLACED = change(
  'Modify',
  'Cache',
  GROUP,
  `<PolicyAction>ReplaceAndSnapshot</PolicyAction><Replacement>True</Replacement>
   <Scope><member>Properties</member></Scope><Details>${detail('Port', 'Always')}</Details>`,
);
const leaf = (file: string, children: [string, TemplateTree][] = []): TemplateTree => ({
  file,
  template: { Resources: {} },
  children: new Map(children),
});

async function verdicts(changeSets: { readonly [name: string]: readonly string[] }, tree = leaf('a.json')) {
  lab.aws.stacks.Shop = { changeSets };
  const service = await stackService({ name: 'Shop', stackName: 'Shop', template: 'a.json' });
  return changeSetVerdicts(service, { id: idOf('Shop'), name: 'Shop' }, 'try', tree);
}

test('the changes of all pages are verdicts', async () => {
  const dynamic = `<Replacement>Conditional</Replacement><Details>${detail('Engine', 'Conditionally', 'Dynamic')}
    <member><Target><Attribute>Tags</Attribute><RequiresRecreation>Never</RequiresRecreation></Target></member></Details>`;
  const found = await verdicts({
    try: [
      page(REPLACED, { next: 1 }),
      page(change('Modify', 'Other', GROUP, dynamic), { next: 2 }),
      page(
        change('Remove', 'Old', 'AWS::RDS::DBInstance', '<PolicyAction>Snapshot</PolicyAction>') +
          change('Add', 'New', GROUP),
      ),
    ],
  });
  expect(found).toEqual([
    {
      file: 'a.json',
      logicalId: 'Cache',
      resourceType: GROUP,
      action: 'Modify',
      replacement: 'True',
      policyAction: 'ReplaceAndSnapshot',
      properties: [{ name: 'Port', requiresRecreation: 'Always', evaluation: 'Static' }],
    },
    {
      file: 'a.json',
      logicalId: 'Other',
      resourceType: GROUP,
      action: 'Modify',
      replacement: 'Conditional',
      properties: [
        { name: 'Engine', requiresRecreation: 'Conditionally', evaluation: 'Dynamic' },
        { name: 'Tags', requiresRecreation: 'Never' },
      ],
    },
    {
      file: 'a.json',
      logicalId: 'Old',
      resourceType: 'AWS::RDS::DBInstance',
      action: 'Remove',
      policyAction: 'Snapshot',
      properties: [],
    },
    { file: 'a.json', logicalId: 'New', resourceType: GROUP, action: 'Add', properties: [] },
  ]);
});

test('the change sets of nested stacks belong to their templates', async () => {
  const arn = 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/try-Data/1';
  const data = change(
    'Modify',
    'Data',
    'AWS::CloudFormation::Stack',
    `<PhysicalResourceId>${idOf('Shop-Data')}</PhysicalResourceId><Replacement>False</Replacement><ChangeSetId>${arn}</ChangeSetId>`,
  );
  lab.aws.stacks['Shop-Data'] = { changeSets: { [arn]: [page(REPLACED)] } };
  const found = await verdicts({ try: [page(data)] }, leaf('a.json', [['Data', leaf('data.json')]]));
  expect(found?.map(({ file, logicalId }) => [file, logicalId])).toEqual([
    ['a.json', 'Data'],
    ['data.json', 'Cache'],
  ]);
});

test.each([
  'The submitted information didn&apos;t contain changes. Submit different information to create a change set.',
  'No updates are to be performed.',
])('a change set that failed for want of changes has none: %s', async (reason) => {
  expect(await verdicts({ try: [page('', { status: 'FAILED', reason, execution: 'UNAVAILABLE' })] })).toEqual([]);
});

test.each<[Head, string]>([
  [{ status: 'FAILED', reason: 'Access denied' }, 'Shop: the change set try is in FAILED: Access denied'],
  [{ status: 'DELETE_COMPLETE' }, 'Shop: the change set try is in DELETE_COMPLETE: no reason is given'],
  [{ execution: 'OBSOLETE' }, 'Shop: the change set try is OBSOLETE; prepare a new one'],
  [{ execution: 'EXECUTE_COMPLETE' }, 'Shop: the change set try is EXECUTE_COMPLETE; prepare a new one'],
])('a change set with %j says nothing of what would happen', async (head, message) => {
  await expect(verdicts({ try: [page(REPLACED, head)] })).rejects.toThrow(message);
});

test('a change set that CloudFormation is still making is waited for', async () => {
  let asked = 0;
  const pages = ['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'].map((status) => page(REPLACED, { status }));
  lab.aws.fault = ({ action, parameters }) => {
    if (action === 'DescribeChangeSet') parameters.NextToken = String(asked++);
    return undefined;
  };
  expect(await verdicts({ try: pages })).toHaveLength(1);
  expect(asked).toBe(3);
});

test('what a change set says wins over what the templates say', async () => {
  const out = lab.assembly('out', { Shop: { template: cache({ Port: 6380 }) } });
  lab.aws.stacks.Shop = {
    template: JSON.stringify(cache()),
    changeSets: {
      try: [
        page(
          change(
            'Modify',
            'Cache',
            GROUP,
            `<Replacement>False</Replacement><Details>${detail('Port', 'Never')}</Details>`,
          ),
        ),
      ],
    },
  };
  expect(await lab.diff(out)).toMatchObject({ code: 1 });
  const found = await lab.diff('--change-set', 'try', out);
  expect(found).toMatchObject({ code: 0, err: '' });
  expect(found.out).toContain('0 replaced');
});

test('a stack without the change set is told, with how to make it', async () => {
  const out = lab.assembly('without', { Shop: { template: cache() } });
  lab.aws.fault = ({ action }) =>
    action === 'DescribeChangeSet'
      ? { code: 'ChangeSetNotFound', message: 'ChangeSet [try] does not exist', status: 404 }
      : undefined;
  const err = "Shop: has no change set try; 'npx cdk deploy --method=prepare-change-set' makes one\n";
  expect(await lab.diff('--change-set', 'try', out)).toMatchObject({ code: 2, err: expect.stringContaining(err) });
  lab.aws.stacks.Shop = { template: JSON.stringify(cache()) };
  expect(await lab.diff('--change-set', 'try', out)).toEqual({ code: 2, out: '', err });
});
