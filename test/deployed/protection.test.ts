import { ALLOW_ALL, protectingPolicy } from '../../lib/rules/stack-policy-document';
import { idOf } from './cloudformation-stand-in';
import { cache, Lab } from './lab';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());
afterEach(() => lab.aws.reset());

const POLICY = protectingPolicy(['AWS::ElastiCache::ReplicationGroup'], []);
const policyOf = (name: string) => JSON.parse(lab.aws.stacks[name].policy ?? 'null');

test('the policies that lie beside the templates are set on the deployed stacks, and lifted again', async () => {
  const out = lab.assembly('out', {
    Shop: { template: cache(), policy: POLICY, stackName: 'Shop-prod' },
    Board: { template: cache(), policy: POLICY },
    Bare: { template: cache() },
  });
  lab.aws.stacks = { 'Shop-prod': {}, Bare: {} };
  expect(await lab.protect(out)).toEqual({
    code: 0,
    err: '',
    out:
      'Shop: its stack policy denies updates that replace or delete what holds data\n' +
      'Board: is not deployed; nothing is changed\n' +
      'Bare: has no stack policy beside its template; nothing is changed\n',
  });
  expect(policyOf('Shop-prod')).toEqual(POLICY);
  expect(policyOf('Bare')).toBeNull();
  expect(await lab.protect('--off', '--stack', 'Shop', out)).toEqual({
    code: 0,
    err: '',
    out: 'Shop: its stack policy allows everything\n',
  });
  expect(policyOf('Shop-prod')).toEqual(ALLOW_ALL);
});

test('nested stacks get theirs, because that of the parent does not reach them', async () => {
  const nested = {
    Resources: {
      Data: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: 'x' },
        Metadata: { 'aws:asset:path': 'ShopData.nested.template.json' },
      },
    },
  };
  const own = protectingPolicy([], ['Own']);
  const out = lab.assembly('nested', { Shop: { template: nested, policy: POLICY } });
  lab.write('nested/ShopData.nested.template.json', cache());
  lab.write('nested/ShopData.nested.stack-policy.json', own);
  lab.aws.stacks = { Shop: { nested: { Data: idOf('Shop-Data') } }, 'Shop-Data': {} };
  expect((await lab.protect(out)).out).toBe(
    'Shop: its stack policy denies updates that replace or delete what holds data, and 1 nested\n',
  );
  expect([policyOf('Shop'), policyOf('Shop-Data')]).toEqual([POLICY, own]);
});

test.each(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'])('a stack in %s has nothing to protect', async (status) => {
  const out = lab.assembly('failed', { Shop: { template: cache(), policy: POLICY } });
  lab.aws.stacks.Shop = { status };
  expect(await lab.protect(out)).toMatchObject({ code: 0, out: 'Shop: is not deployed; nothing is changed\n' });
  expect(policyOf('Shop')).toBeNull();
});

test('who may not set a policy is told so', async () => {
  const out = lab.assembly('denied', { Shop: { template: cache(), policy: POLICY } });
  lab.aws.stacks.Shop = {};
  const message = 'User: x is not authorized to perform: cloudformation:SetStackPolicy';
  lab.aws.fault = ({ action }) =>
    action === 'SetStackPolicy' ? { code: 'AccessDenied', message, status: 403 } : undefined;
  expect(await lab.protect(out)).toMatchObject({
    code: 2,
    out: '',
    err: `Shop: access is denied (${message}); docs/deploying.md of cdk-cache-tier lists the permissions that it takes\n`,
  });
});

test.each<[string[], string]>([
  [[], "one cloud assembly is needed, such as cdk.out, got 0; 'protect --help' says more\n"],
  [['a', 'b'], "one cloud assembly is needed, such as cdk.out, got 2; 'protect --help' says more\n"],
  [['--of', 'a'], "Unknown option '--of'; 'protect --help' says more\n"],
  [['nowhere'], 'nowhere: does not exist\n'],
])('%j is bad usage', async (argv, err) => expect(await lab.protect(...argv)).toEqual({ code: 2, out: '', err }));

test('the help names the command and its options', async () => {
  const { code, out } = await lab.protect('--help');
  expect(code).toBe(0);
  expect(out).toContain('Usage: protect [options] <cdk.out>\n');
  expect(out).toContain('--off ');
});
