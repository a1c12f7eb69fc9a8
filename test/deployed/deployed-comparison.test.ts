import { idOf } from './cloudformation-stand-in';
import { cache, Lab } from './lab';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());
afterEach(() => lab.aws.reset());

const deployed = (template: object) => ({ template: JSON.stringify(template) });
const nested = (path: string, attributes: object = {}) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.amazonaws.com/assets/0123abcd.json` } },
  Metadata: { 'aws:asset:path': path },
  ...attributes,
});

test('a stack is compared with what is deployed, which a report calls by the name of the stack', async () => {
  const out = lab.assembly('one', { Shop: { template: cache({ Port: 6380 }) } });
  lab.aws.stacks.Shop = deployed(cache());
  const found = await lab.diff(out);
  expect(found).toMatchObject({ code: 1, err: '' });
  expect(found.out).toContain('one/Shop.template.json (after Shop (deployed))\n');
  expect(found.out).toMatch(/error {4}Cache \(AWS::ElastiCache::ReplicationGroup\) is replaced: .*Port/);
  expect(lab.aws.calls.find(({ action }) => action === 'GetTemplate')?.parameters.TemplateStage).toBe('Original');
});

test('a stack that is deployed as it is has no changes', async () => {
  const out = lab.assembly('same', { Shop: { template: cache() } });
  lab.aws.stacks.Shop = deployed(cache());
  expect(await lab.diff(out)).toEqual({ code: 0, out: 'No changes.\n', err: '' });
});

test('a stack that is not deployed yet has nothing to lose', async () => {
  const out = lab.assembly('new', { Shop: { template: cache() } });
  const found = await lab.diff(out);
  expect(found).toMatchObject({ code: 0, err: 'Shop is not deployed yet: there is nothing to lose.\n' });
  expect(found.out).toContain('new/Shop.template.json (new)\n');
});

test('stacks are found by their names in CloudFormation, each in its Region, in Stages too', async () => {
  const out = lab.assembly('stages', {}, ['assembly-Prod']);
  lab.assembly('stages/assembly-Prod', {
    ProdShop1: {
      template: cache({ Port: 6380 }),
      stackName: 'Prod-Shop',
      displayName: 'Prod/Shop',
      environment: 'aws://111122223333/us-west-2',
    },
  });
  lab.aws.stacks['Prod-Shop'] = deployed(cache());
  const found = await lab.diff(out);
  expect(found.code).toBe(1);
  expect(found.out).toContain('stages/assembly-Prod/ProdShop1.template.json (after Prod/Shop (deployed))\n');
  expect([...new Set(lab.aws.calls.map(({ region }) => region))]).toEqual(['us-west-2']);
});

test.each([['Prod/*'], ['**'], ['Prod-Shop'], ['Prod/Sho?']])(
  "'--stack %s' means stacks as `cdk deploy` does",
  async (name) => {
    const out = lab.assembly('some', {
      ProdShop: { template: cache(), stackName: 'Prod-Shop', displayName: 'Prod/Shop' },
      ...(name !== '**' && { Other: { template: cache({ Port: 6380 }) } }),
    });
    lab.aws.stacks['Prod-Shop'] = deployed(cache());
    lab.aws.stacks.Other = deployed(cache());
    expect(await lab.diff('--stack', name, out)).toEqual({ code: 0, out: 'No changes.\n', err: '' });
  },
);

test('a stack that the assembly lacks is named, with those that it has', async () => {
  const out = lab.assembly('lacking', { Shop: { template: cache() }, Board: { template: cache() } });
  expect(await lab.diff('--stack', 'Sop', '--stack', 'Shop', out)).toEqual({
    code: 2,
    out: '',
    err: 'lacking: no stack is called Sop; its stacks are: Shop, Board\n',
  });
});

test('a template of an assembly is its stack; one that lies elsewhere needs the name of a stack', async () => {
  const out = lab.assembly('files', { Shop: { template: cache({ Port: 6380 }) }, Other: { template: cache() } });
  lab.aws.stacks.Shop = deployed(cache());
  expect((await lab.diff(`${out}/Shop.template.json`)).out).toContain('Shop.template.json (after Shop (deployed))');
  const alone = lab.write('alone/cache.yaml', 'Resources:\n  Cache:\n    Type: AWS::ElastiCache::ReplicationGroup\n');
  expect(await lab.diff(alone)).toEqual({
    code: 2,
    out: '',
    err: "alone/cache.yaml: no manifest.json beside it says which stack it is; name it with '--stack'\n",
  });
  expect((await lab.diff('--stack', 'Shop', alone)).out).toContain('alone/cache.yaml (after Shop (deployed))');
});

test('a template that was deployed in YAML is read', async () => {
  const out = lab.assembly('yaml', { Shop: { template: cache({ Port: 6380 }) } });
  const template =
    'Resources:\n  Cache:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties: { Port: 6379 }\n';
  lab.aws.stacks.Shop = { template };
  expect(await lab.diff(out)).toMatchObject({ code: 1, err: '' });
});

test('nested stacks are compared with what is deployed as them, however deep', async () => {
  const parent = { Resources: { Data: nested('ShopData.nested.template.json') } };
  const middle = { Resources: { Inner: nested('ShopInner.nested.template.json') } };
  const out = lab.assembly('nested', { Shop: { template: parent } });
  lab.write('nested/ShopData.nested.template.json', middle);
  lab.write('nested/ShopInner.nested.template.json', cache({ Port: 6380 }));
  lab.aws.stacks.Shop = { ...deployed(parent), nested: { Data: idOf('Shop-Data') } };
  lab.aws.stacks['Shop-Data'] = { ...deployed(middle), nested: { Inner: idOf('Shop-Inner') } };
  lab.aws.stacks['Shop-Inner'] = deployed(cache());
  const found = await lab.diff(out);
  expect(found.code).toBe(1);
  expect(found.out).toContain('nested/ShopInner.nested.template.json (after Shop/Data/Inner (deployed))');
});

test('a nested stack whose deployed parent does not say its file is found by that of its successor', async () => {
  const { Metadata, ...bare } = nested('x');
  expect(Metadata).toBeDefined();
  const out = lab.assembly('bare', {
    Shop: { template: { Resources: { Data: nested('ShopData.nested.template.json') } } },
  });
  lab.write('bare/ShopData.nested.template.json', cache({ Port: 6380 }));
  lab.aws.stacks.Shop = { ...deployed({ Resources: { Data: bare } }), nested: { Data: idOf('Shop-Data') } };
  lab.aws.stacks['Shop-Data'] = deployed(cache());
  expect((await lab.diff(out)).out).toContain('bare/ShopData.nested.template.json (after Shop/Data (deployed))');
});

test('a nested stack that goes takes what it holds with it, by its name', async () => {
  const out = lab.assembly('gone', { Shop: { template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } } });
  lab.aws.stacks.Shop = {
    ...deployed({ Resources: { Data: nested('ShopData.nested.template.json') } }),
    nested: { Data: idOf('Shop-Data') },
  };
  lab.aws.stacks['Shop-Data'] = deployed(cache());
  const found = await lab.diff(out);
  expect(found.code).toBe(1);
  expect(found.out).toContain('Shop/Data (deployed) (nested stack Data of gone/Shop.template.json)\n');
  expect(found.out).not.toContain('/tmp/');
});

test('a deployed template that names a file outside is written inside', async () => {
  const parent = { Resources: { Data: nested('../../../evil.template.json') } };
  const out = lab.assembly('evil', { Shop: { template: parent } });
  lab.aws.stacks.Shop = { ...deployed(parent), nested: { Data: idOf('Shop-Data') } };
  lab.aws.stacks['Shop-Data'] = deployed(cache());
  expect(await lab.diff(out)).toMatchObject({ code: 0 });
});

test('formats of machines hold the same, and what is worth a word goes beside them', async () => {
  const out = lab.assembly('json', { Shop: { template: cache({ Port: 6380 }) }, Board: { template: cache() } });
  lab.aws.stacks.Shop = deployed(cache());
  const found = await lab.diff('--format', 'json', out);
  expect(found.err).toBe('Board is not deployed yet: there is nothing to lose.\n');
  expect(JSON.parse(found.out).files).toEqual([
    { file: 'json/Shop.template.json', before: 'Shop (deployed)' },
    { file: 'json/Board.template.json' },
  ]);
});
