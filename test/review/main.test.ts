// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts of Fn::ForEach
import fs, { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EXIT, main } from '../../lib/review/main';

const PAGE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html';
const NOTHING =
  "Found no CloudFormation template: looked for files with a mapping 'Resources', in a directory for *.template.json of " +
  'a cloud assembly, and elsewhere for *.json, *.yaml, *.yml and *.template outside of node_modules.\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
}

/** Runs the command; paths in its output are relative to the folder. */
function run(...argv: string[]) {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = main(argv, { stdout, stderr, command: 'check', version: '1.2.3', cwd: folder });
  const tidy = (text: string) => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return { code, out: tidy(out), err: tidy(err) };
}

const resources = (Resources: object) => ({ Resources });
const subnets = (SubnetIds: unknown, Description: unknown = 'x') => ({
  Type: 'AWS::ElastiCache::SubnetGroup',
  Properties: { SubnetIds, Description },
});
const CLEAN = resources({ Subnets: subnets(['subnet-1', 'subnet-2']) });
const BROKEN = resources({ Subnets: subnets([]) });
const group = (Properties: object, attributes: object = {}) => ({
  Type: 'AWS::ElastiCache::ReplicationGroup',
  Properties,
  ...attributes,
});

describe('the command line', () => {
  test.each<[string[], string]>([
    [[], "name a file or a directory to check; 'check --help' says more\n"],
    [['--frmat', 'x'], "Unknown option '--frmat'; 'check --help' says more\n"],
    [['--format', 'xml', 'a'], "'--format' needs text, json, sarif, got 'xml'; 'check --help' says more\n"],
    [
      ['--lower', 'subnet-group-subnet=x', 'a'],
      "'--lower' needs the id of a rule, got 'subnet-group-subnet'; near it: 'subnet-group-subnets', " +
        "'subnet-group-one-subnet', 'subnet-group-stated'; 'check --help' says more\n",
    ],
    [
      ['--lower', 'subnet-group-subnets', 'a'],
      "'--lower' needs a reason, got 'subnet-group-subnets'; write subnet-group-subnets=<why it does not hold here>; " +
        "'check --help' says more\n",
    ],
    [['--against', 'a', 'b', 'c'], "'--against' needs one path beside it, got 2; 'check --help' says more\n"],
    [
      ['--against', 'a', '--lower', 'x=y', 'b'],
      "'--lower' needs the id of a rule, got 'x'; near it: 'replaced', 'removed', 'may-be-replaced'; 'check --help' says more\n",
    ],
  ])('%j is bad usage', (argv, message) => {
    expect(run(...argv)).toEqual({ code: EXIT.unusable, out: '', err: message });
  });

  test('--version prints the version alone', () => {
    expect(run('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  test('--help says what there is', () => {
    const { code, out } = run('-h');
    expect(code).toBe(0);
    expect(out).toMatch(/^Reviews CloudFormation[\s\S]*Usage: check \[options\][\s\S]*Exit code: 0 clean/);
  });
});

describe('the exit code and the text', () => {
  test('a clean template is 0', () => {
    expect(run(write('a.json', CLEAN))).toEqual({
      code: 0,
      out: 'No findings (1 ElastiCache resource in 1 template).\n',
      err: '',
    });
  });

  test('a template without ElastiCache is 0', () => {
    expect(run(write('a.json', resources({ T: { Type: 'AWS::SNS::Topic' } })))).toEqual({
      code: 0,
      out: 'No findings (0 ElastiCache resources in 1 template).\n',
      err: '',
    });
  });

  test('a broken rule is 1, with errors before warnings', () => {
    const file = write(
      'a.yaml',
      'Resources:\n  Other:\n    Type: AWS::SNS::Topic\n  Subnets:\n    Type: AWS::ElastiCache::SubnetGroup\n    Properties:\n      SubnetIds: [subnet-1]\n',
    );
    expect(run(file)).toEqual({
      code: 1,
      out: `a.yaml
  Subnets  AWS::ElastiCache::SubnetGroup, line 4
    error    'Properties.Description' needs a text, got none; say in a sentence which subnets these are (${PAGE})  [subnet-group-description]
    warning  'Properties.SubnetIds' needs subnets of at least two Availability Zones, or the cache goes down with its zone, got 1 subnet; add a subnet of another zone: subnets can be added later, without replacement (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)  [subnet-group-one-subnet]

1 error, 1 warning (1 ElastiCache resource in 1 template).
`,
      err: '',
    });
  });

  test('a warning is 0, and 1 with --strict', () => {
    const file = write('a.json', resources({ Subnets: subnets(['subnet-1']) }));
    expect(run(file).code).toBe(0);
    expect(run('--strict', file).code).toBe(1);
  });

  test('an error that is lowered is a warning with its reason', () => {
    const file = write('a.json', BROKEN);
    const { code, out } = run('--lower', 'subnet-group-subnets=made = by hand', file);
    expect(code).toBe(0);
    expect(out).toContain('    warning  ');
    expect(out).toContain('             lowered: made = by hand\n\n0 errors, 1 warning (');
    expect(run('--lower', 'subnet-group-subnets=x', '--strict', file).code).toBe(1);
  });

  test('nothing found is 2', () => {
    expect(run(folder)).toEqual({ code: 2, out: NOTHING, err: '' });
  });

  test('something unreadable is 2, whatever else is found', () => {
    const { code, out } = run(write('a.json', BROKEN), join(folder, 'none.json'));
    expect(code).toBe(2);
    expect(out).toMatch(
      /\nnone.json: does not exist\n\n1 error, 0 warnings, 1 unreadable \(1 ElastiCache resource in 1 template\).\n$/,
    );
  });
});

describe('a file that cannot be judged has one line', () => {
  test.each<[string, string | Buffer, string]>([
    ['a.json', '', 'a.json: is empty'],
    ['a.yaml', '\uFEFF# nothing\r\n', 'a.yaml: is empty'],
    ['a.json', '{"Resources": {,}}', `a.json:1:16: is not JSON: expected a key in double quotes, got ','`],
    [
      'a.yaml',
      'Resources:\r\n  A: b: c\r\n',
      'a.yaml:2:6: is not YAML: nested mappings are not allowed in compact mappings',
    ],
    ['a.yaml', 'Resources: {A: {}}\n---\nb: 1\n', 'a.yaml:2:1: a second YAML document begins here; a template is one'],
    ['a.yaml', Buffer.from([0x52, 0x65, 0xff, 0xfe]), 'a.yaml: is not a text in UTF-8'],
    ['a.yaml', Buffer.from('Resources: {}', 'utf16le'), 'a.yaml: is not a text in UTF-8'],
    [
      'a.json',
      Buffer.alloc(5 * 1024 * 1024 + 1, ' '),
      'a.json: has 5.0 MB: more than 5 MB is not read, and CloudFormation takes 1 MB',
    ],
    ['a.json', '{}', `a.json: is no CloudFormation template: it has no mapping 'Resources'`],
    ['a.json', '[1]', `a.json: is no CloudFormation template: it has no mapping 'Resources'`],
    ['a.txt', 'hello', `a.txt: is no CloudFormation template: it has no mapping 'Resources'`],
    ['a.json', '{"Resources": {"A": 1}}', `a.json: is no CloudFormation template: it has no mapping 'Resources'`],
  ])('%s %#', (name, content, line) => {
    expect(run(write(name, content))).toEqual({
      code: 2,
      out: `${line}\n\n1 unreadable (0 ElastiCache resources in 0 templates).\n`,
      err: '',
    });
  });

  test('permission denied, by whoever is not root', () => {
    const file = write('a.json', CLEAN);
    chmodSync(file, 0);
    jest.spyOn(fs, 'readFileSync').mockImplementation(() => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    });
    expect(run(file).out).toMatch(/^a.json: cannot be read: permission denied\n/);
  });

  test('a link to itself', () => {
    symlinkSync(join(folder, 'a.json'), join(folder, 'a.json'));
    expect(run(join(folder, 'a.json')).out).toMatch(/^a.json: cannot be read: it is a symbolic link to itself\n/);
  });

  test('a device', () => {
    expect(run('/dev/null').out).toMatch(/^\/dev\/null: is not a regular file\n/);
  });

  test('a resource of an impossible shape hides nothing of the others', () => {
    const odd = group({ Engine: 'valkey', NodeGroupConfiguration: 'all', LogDeliveryConfigurations: 5, Tags: 'x' });
    const { code, out } = run(write('a.json', resources({ Odd: odd, ...BROKEN.Resources })));
    expect(out).toContain('  Subnets  AWS::ElastiCache::SubnetGroup, line 1\n');
    expect(out).not.toContain('TypeError');
    expect([1, 2]).toContain(code);
  });
});

test('a byte order mark, CRLF and any name are read', () => {
  const text =
    '\uFEFFResources:\r\n  S:\r\n    Type: AWS::ElastiCache::SubnetGroup\r\n    Properties: {Description: x, SubnetIds: !Ref S}\r\n';
  expect(run(write('stack', text)).code).toBe(0);
  expect(run(write('other', `\uFEFF\r\n${JSON.stringify(CLEAN)}`)).code).toBe(0);
});

test('a loop of resources is judged once, with what it fills in unknown', () => {
  const body = { 'Cache${Name}': subnets([], '${Name}'), 'Other${Name}': subnets(['${Name}', 'subnet-2']) };
  const file = write('a.json', resources({ 'Fn::ForEach::Caches': ['Name', ['A', 'B'], body] }));
  const { code, out } = run(file);
  expect(code).toBe(1);
  expect(out).toContain('  Cache${Name}  AWS::ElastiCache::SubnetGroup\n');
  expect(out).toContain('1 error, 0 warnings (2 ElastiCache resources in 1 template).');
});

describe('a directory', () => {
  test('means the templates below it, and each once', () => {
    write('a/one.json', BROKEN);
    write(
      'a/two.yaml',
      'Resources:\n  S: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: x, SubnetIds: []}}\n',
    );
    write('a/three.yml', 'Resources:\n  T: {Type: AWS::SNS::Topic}\n');
    write('a/four.template', JSON.stringify(CLEAN));
    write('a/node_modules/x.json', BROKEN);
    write('a/.git/x.json', BROKEN);
    write('a/package.json', { name: 'x' });
    write('a/chart.yaml', 'Resources: {{ .Values }}\nAWS: a: b\n');
    write('a/schema.json', { type: 'AWS::X', properties: { Resources: { type: 'object' } }, Resources: 1 });
    write('a/many.yaml', 'a: 1\n---\nb: 2\n');
    write('a/notes.txt', JSON.stringify(BROKEN));
    symlinkSync(join(folder, 'a'), join(folder, 'a/loop'));
    symlinkSync(join(folder, 'a/one.json'), join(folder, 'a/again.json'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a/dangling.yaml'));
    const { code, out } = run(join(folder, 'a'), join(folder, 'a/one.json'));
    expect(code).toBe(1);
    expect(out).toMatch(/2 errors, 0 warnings \(3 ElastiCache resources in 4 templates\)\.\n$/);
  });

  test('a broken file in it counts only if it was to be a template', () => {
    write('good.json', CLEAN);
    write('bad.yaml', 'Resources:\n  A: b: c\n  Type: AWS::SNS::Topic\n');
    expect(run(folder)).toMatchObject({ code: 2, out: expect.stringMatching(/^bad.yaml:2:6: is not YAML/) });
  });

  test('a huge file in it counts only if it was to be a template', () => {
    write('good.json', CLEAN);
    write('data.json', `[${' '.repeat(6e6)}]`);
    expect(run(folder).code).toBe(0);
    write('huge.json', `{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}${' '.repeat(6e6)}}`);
    expect(run(folder)).toMatchObject({ code: 2, out: expect.stringMatching(/^huge.json: has 5.7 MB/) });
  });
});

describe('a cloud assembly', () => {
  // A node type that is sold in few Regions, so that the Region of the stack shows.
  const rare = resources({
    Cache: group({ CacheNodeType: 'cache.c7gn.large', Engine: 'valkey', EngineVersion: '8.1' }),
  });
  const stack = (templateFile: string, displayName: string, environment: string) => ({
    type: 'aws:cloudformation:stack',
    environment,
    displayName,
    properties: { templateFile },
  });

  beforeEach(() => {
    const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Inner.nested.template.json' } };
    const deeper = {
      Type: 'AWS::CloudFormation::Stack',
      Metadata: { 'aws:asset:path': 'Deeper.nested.template.json' },
    };
    write('cdk.out/Base.template.json', resources({ Inner: nested, ...CLEAN.Resources }));
    write('cdk.out/Inner.nested.template.json', resources({ ...CLEAN.Resources, Deeper: deeper }));
    write('cdk.out/Deeper.nested.template.json', CLEAN);
    write('cdk.out/Old.template.json', CLEAN);
    write('cdk.out/asset.1/x.template.json', BROKEN);
    write('cdk.out/Base.assets.json', { Resources: { A: { Type: 'AWS::X' } } });
    write('cdk.out/assembly-Prod/ProdCache.template.json', rare);
    write('cdk.out/assembly-Prod/manifest.json', {
      version: '48.0.0',
      artifacts: { ProdCache: stack('ProdCache.template.json', 'Prod/Cache', 'aws://unknown-account/eu-south-2') },
    });
    write('cdk.out/assembly-Orphan/X.template.json', CLEAN);
    write('cdk.out/manifest.json', {
      version: '48.0.0',
      artifacts: {
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
        Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
        Evil: { type: 'cdk:cloud-assembly', properties: { directoryName: '../..' } },
        Base: stack('Base.template.json', 'Base', 'aws://123456789012/eu-west-1'),
        None: null,
      },
    });
  });

  test('gives each stack its name and place, nested stacks and stages included', () => {
    const { out, code } = run('--format', 'json', join(folder, 'cdk.out'));
    expect(code).toBe(1);
    expect(JSON.parse(out).files).toEqual([
      { file: 'cdk.out/Base.template.json', stack: 'Base', region: 'eu-west-1', account: '123456789012', resources: 1 },
      {
        file: 'cdk.out/Deeper.nested.template.json',
        stack: 'Base/Inner/Deeper',
        region: 'eu-west-1',
        account: '123456789012',
        resources: 1,
      },
      {
        file: 'cdk.out/Inner.nested.template.json',
        stack: 'Base/Inner',
        region: 'eu-west-1',
        account: '123456789012',
        resources: 1,
      },
      { file: 'cdk.out/Old.template.json', resources: 1 },
      {
        file: 'cdk.out/assembly-Prod/ProdCache.template.json',
        stack: 'Prod/Cache',
        region: 'eu-south-2',
        resources: 1,
      },
      { file: 'cdk.out/assembly-Orphan/X.template.json', resources: 1 },
    ]);
  });

  test('lets rules about Regions hold', () => {
    const { findings } = JSON.parse(run('--format', 'json', join(folder, 'cdk.out')).out);
    const sold = findings.filter(({ ruleId }: { ruleId: string }) => ruleId === 'node-type-region');
    expect(sold).toMatchObject([{ file: 'cdk.out/assembly-Prod/ProdCache.template.json', logicalId: 'Cache' }]);
  });

  test('is found below a directory, and its stacks by their files', () => {
    expect(run(folder).out).toContain('cdk.out/assembly-Prod/ProdCache.template.json (Prod/Cache, eu-south-2)\n');
    const alone = run(join(folder, 'cdk.out/assembly-Prod/ProdCache.template.json')).out;
    expect(alone).toMatch(/^cdk.out\/assembly-Prod\/ProdCache.template.json \(Prod\/Cache, eu-south-2\)\n/);
  });

  test('a template that the manifest names and nobody wrote is unreadable', () => {
    rmSync(join(folder, 'cdk.out/assembly-Prod/ProdCache.template.json'));
    expect(run(folder)).toMatchObject({
      code: 2,
      out: expect.stringContaining('cdk.out/assembly-Prod/ProdCache.template.json: does not exist\n'),
    });
  });

  test('without a readable manifest it is a directory of templates', () => {
    write('cdk.out/manifest.json', '{');
    rmSync(join(folder, 'cdk.out/asset.1'), { recursive: true });
    rmSync(join(folder, 'cdk.out/Base.assets.json'));
    expect(JSON.parse(run('--format', 'json', join(folder, 'cdk.out')).out).summary.templates).toBe(6);
  });
});

describe('the formats for machines', () => {
  const page = PAGE;
  const message = `'Properties.SubnetIds' needs at least 1 subnet, got none; add private subnets of at least two Availability Zones (${PAGE})`;

  test('json has a stable shape', () => {
    const file = write('a b.json', BROKEN);
    const { code, out, err } = run('--format', 'json', file, join(folder, 'none.json'));
    expect([code, err]).toEqual([2, 'none.json: does not exist\n']);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      tool: { name: 'cache-tier-check', version: '1.2.3' },
      summary: { errors: 1, warnings: 0, templates: 1, resources: 1, unreadable: 1 },
      files: [{ file: 'a b.json', resources: 1 }],
      findings: [
        {
          file: 'a b.json',
          line: 1,
          ruleId: 'subnet-group-subnets',
          level: 'error',
          fact: 'documented',
          property: 'SubnetIds',
          message,
          page,
          logicalId: 'Subnets',
          resourceType: 'AWS::ElastiCache::SubnetGroup',
        },
      ],
      errors: [{ file: 'none.json', message: 'does not exist' }],
    });
  });

  test('sarif is a log of version 2.1.0', () => {
    const file = write('a b.json', BROKEN);
    const bad = write('bad.json', '{"Resources": 1,}');
    const { code, out } = run('--format', 'sarif', '--lower', 'subnet-group-subnets=later', file, bad);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'cache-tier-check',
              version: '1.2.3',
              rules: [
                {
                  id: 'subnet-group-subnets',
                  shortDescription: { text: 'subnet group subnets' },
                  helpUri: page,
                  defaultConfiguration: { level: 'error' },
                },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                {
                  level: 'error',
                  message: { text: "is not JSON: expected a key in double quotes, got '}'" },
                  locations: [
                    {
                      physicalLocation: {
                        artifactLocation: { uri: 'bad.json' },
                        region: { startLine: 1, startColumn: 17 },
                      },
                    },
                  ],
                },
              ],
            },
          ],
          results: [
            {
              ruleId: 'subnet-group-subnets',
              ruleIndex: 0,
              level: 'warning',
              message: { text: `Subnets: ${message}` },
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: 'a%20b.json' }, region: { startLine: 1 } },
                  logicalLocations: [
                    { name: 'Subnets', kind: 'resource', fullyQualifiedName: 'AWS::ElastiCache::SubnetGroup/Subnets' },
                  ],
                },
              ],
              properties: { loweredBecause: 'later' },
            },
          ],
        },
      ],
    });
  });

  test('sarif names a file from elsewhere by its whole address', () => {
    const log = JSON.parse(run('--format', 'sarif', '/dev/null').out);
    const [notification] = log.runs[0].invocations[0].toolExecutionNotifications;
    expect(notification.locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'file:///dev/null' });
  });
});

describe('--against', () => {
  const cache = (Port: number, UpdateReplacePolicy = 'Snapshot') => ({
    Cache: group({ Port }, { UpdateReplacePolicy, DeletionPolicy: 'Snapshot' }),
  });

  test('without a change that matters is 0', () => {
    const before = write('old.json', resources(cache(1)));
    expect(run('--against', before, write('new.yaml', JSON.stringify(resources(cache(1)))))).toEqual({
      code: 0,
      out: 'No changes.\n',
      err: '',
    });
  });

  test('a replacement of a cache is 1, and says what becomes of its data', () => {
    const before = write('old.json', resources(cache(1)));
    const after = write('new.json', resources({ ...cache(2, 'Delete'), ...CLEAN.Resources }));
    expect(run('--against', before, after)).toEqual({
      code: 1,
      out: `new.json (after old.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) is replaced: Port cannot change in place; its data is lost: UpdateReplacePolicy is Delete
  note     Subnets (AWS::ElastiCache::SubnetGroup) is added: it is new in the template

1 replaced, 0 may be replaced, 0 removed, 0 updated, 1 added; 1 resource would lose data.
`,
      err: '',
    });
  });

  test('an intended replacement can be lowered with a reason', () => {
    const before = write('old.json', resources(cache(1)));
    const { code, out } = run(
      '--lower',
      'replaced=planned',
      '--against',
      before,
      write('new.json', resources(cache(2))),
    );
    expect(code).toBe(0);
    expect(out).toContain('\n  warning  Cache ');
    expect(out).toContain('\n           lowered: planned\n\n1 replaced, ');
  });

  test('a change that may replace and keeps the data is a warning', () => {
    const keeps = { UpdateReplacePolicy: 'Snapshot' };
    const before = write('old.json', resources({ C: group({ ReplicasPerNodeGroup: 1 }, keeps) }));
    const after = write('new.json', resources({ C: group({ ReplicasPerNodeGroup: 2 }, keeps) }));
    expect(run('--against', before, after).code).toBe(0);
    expect(run('--strict', '--against', before, after).code).toBe(1);
  });

  test('many resources that change alike are one line, below what is grave', () => {
    const tagged = (value: string, port: number) => {
      const topics = Array.from({ length: 40 }, (_, index) => [
        `Topic${index}`,
        { Type: `AWS::${index % 2 === 0 ? 'SNS::Topic' : 'EC2::Subnet'}`, Properties: { Tags: [value] } },
      ]);
      return resources({ ...Object.fromEntries(topics), ...cache(port) });
    };
    const { out } = run('--against', write('old.json', tagged('a', 1)), write('new.json', tagged('b', 2)));
    expect(out).toBe(`new.json (after old.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) is replaced: Port cannot change in place; UpdateReplacePolicy Snapshot keeps its data in a snapshot
  note     40 resources (AWS::SNS::Topic, AWS::EC2::Subnet) are updated: Tags changes in place: Topic0, Topic1, Topic2 and 37 more

1 replaced, 0 may be replaced, 0 removed, 40 updated, 0 added.
`);
    const json = JSON.parse(
      run('--format', 'json', '--against', join(folder, 'old.json'), join(folder, 'new.json')).out,
    );
    expect(json.changes).toHaveLength(41);
  });

  test('an interruption is a note, and what to think of makes a warning of it, in each format', () => {
    const version = (EngineVersion: string, CacheNodeType: string) =>
      resources({ Cache: group({ Engine: 'valkey', EngineVersion, CacheNodeType }) });
    const [old, alone, beside] = [
      write('old.json', version('8.0', 'a')),
      write('alone.json', version('8.1', 'a')),
      write('beside.json', version('8.1', 'b')),
    ];
    expect(run('--against', old, alone).out).toContain('0 removed, 1 interrupted, 0 updated');
    expect([run('--strict', '--against', old, alone).code, run('--strict', '--against', old, beside).code]).toEqual([
      0, 1,
    ]);
    const advice =
      'an engine upgrade has no way back: change EngineVersion alone, and CacheNodeType in another deployment';
    expect(run('--against', old, beside).out).toContain(`meanwhile; ${advice}\n`);
    const [change] = JSON.parse(run('--format', 'json', '--against', old, beside).out).changes;
    expect(change).toMatchObject({ kind: 'interrupted', level: 'warning', advice: [advice] });
    const { runs } = JSON.parse(run('--format', 'sarif', '--against', old, beside).out);
    expect(runs[0].tool.driver.rules[runs[0].results[0].ruleIndex].id).toBe('interrupted');
    expect(runs[0].results[0].message.text).toContain(advice);
  });

  test('what loses its data in place is let pass by its old kind too', () => {
    const memcached = (EngineVersion: string) =>
      resources({ M: { Type: 'AWS::ElastiCache::CacheCluster', Properties: { Engine: 'memcached', EngineVersion } } });
    const paths = ['--against', write('old.json', memcached('1.6.12')), write('new.json', memcached('1.6.22'))];
    expect(run(...paths).code).toBe(1);
    for (const kind of ['interrupted', 'updated']) expect(run('--lower', `${kind}=planned`, ...paths).code).toBe(0);
  });

  test('a removal of a cache is 1, and one of a subnet group is 0', () => {
    const both = write('both.json', resources({ ...cache(1), ...CLEAN.Resources }));
    expect(run('--against', both, write('no-cache.json', CLEAN)).code).toBe(1);
    expect(run('--against', both, write('no-subnets.json', resources(cache(1)))).code).toBe(0);
  });

  test('directories are matched by the paths below them', () => {
    write('old/x/a.json', resources(cache(1)));
    write('old/b.json', CLEAN);
    write('new/x/a.json', resources(cache(2)));
    write('new/c.json', CLEAN);
    const { code, out } = run('--against', join(folder, 'old'), join(folder, 'new'));
    expect(code).toBe(1);
    expect(out).toBe(`new/c.json (new)
  note     Subnets (AWS::ElastiCache::SubnetGroup) is added: it is new in the template

new/x/a.json (after old/x/a.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) is replaced: Port cannot change in place; UpdateReplacePolicy Snapshot keeps its data in a snapshot

old/b.json has no successor: its stack stays until someone deletes it.

1 replaced, 0 may be replaced, 0 removed, 0 updated, 1 added.
`);
  });

  test('what cannot be read is 2', () => {
    const after = write('new.json', CLEAN);
    expect(run('--against', join(folder, 'none.json'), after)).toMatchObject({
      code: 2,
      out: expect.stringContaining('\nnone.json: does not exist\n\n'),
    });
    mkdirSync(join(folder, 'empty'));
    expect(run('--against', join(folder, 'empty'), join(folder, 'empty'))).toEqual({
      code: 2,
      out: NOTHING,
      err: '',
    });
  });

  test('json and sarif tell the same', () => {
    const before = write('old.json', resources(cache(1)));
    const after = write('new.json', resources({ ...cache(2), ...CLEAN.Resources }));
    const why = 'Port cannot change in place; UpdateReplacePolicy Snapshot keeps its data in a snapshot';
    const log = JSON.parse(run('--format', 'json', '--against', before, after).out);
    expect(log.summary).toEqual({ errors: 1, warnings: 0, templates: 1, losingData: 0, unreadable: 0 });
    expect(log.files).toEqual(
      [{ file: after, before }].map((one) => JSON.parse(JSON.stringify(one).replaceAll(`${folder}/`, ''))),
    );
    expect(log.changes[0]).toEqual({
      file: 'new.json',
      line: 1,
      logicalId: 'Cache',
      resourceType: 'AWS::ElastiCache::ReplicationGroup',
      kind: 'replaced',
      properties: ['Port'],
      holdsData: true,
      losesData: false,
      dataLoss: 'none',
      why,
      level: 'error',
    });
    const { rules } = JSON.parse(run('--format', 'sarif', '--against', before, after).out).runs[0].tool.driver;
    const { results } = JSON.parse(run('--format', 'sarif', '--against', before, after).out).runs[0];
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(['replaced']);
    expect(results).toMatchObject([
      { ruleId: 'replaced', level: 'error', message: { text: `Cache is replaced: ${why}` } },
    ]);
  });
});
