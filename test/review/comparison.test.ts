// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts of Fn::Sub
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { main } from '../../lib/review/main';

type Properties = { readonly [property: string]: unknown };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'comparison-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function against(before: string, after: string) {
  let out = '';
  const stdout = { write: (text: string) => (out += text) };
  const code = main(['--against', join(folder, before), join(folder, after)], {
    stdout,
    stderr: stdout,
    command: 'check',
    version: '1',
    cwd: folder,
  });
  return { code, out: out.replaceAll(`${folder}/`, '') };
}

/** The exit code and the line of the one resource, without its file, its type and the counts. */
function told(before: object, after: object) {
  write('old.json', before);
  write('new.json', after);
  const { code, out } = against('old.json', 'new.json');
  const [, line = out.trim(), ...rest] = out.split('\n').filter((text) => text !== '');
  return [code, line.trim().replace(/ \(AWS::ElastiCache::\w+\)/, ''), rest.join('').split('; ')[1]];
}

const SAFE = { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' };
const KEEPS = 'UpdateReplacePolicy Snapshot keeps its data in a snapshot';
const KEEPS_REMOVED = 'DeletionPolicy Snapshot keeps its data in a snapshot';
const resource = (type: string, properties: Properties, attributes: Properties = {}) => ({
  Type: `AWS::ElastiCache::${type}`,
  Properties: properties,
  ...SAFE,
  ...attributes,
});
const group = (properties: Properties, attributes: Properties = {}) =>
  resource('ReplicationGroup', properties, attributes);
const template = (Resources: object, sections: object = {}) => ({ ...sections, Resources });
const CHILD = template(
  { Cache: group({ Port: { Ref: 'Port' } }, { DeletionPolicy: 'Delete' }) },
  { Parameters: { Port: { Type: 'Number' } } },
);
const stack = (file: string, attributes: Properties = {}, Port = 1) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `https://bucket.s3.amazonaws.com/${file}?x=1`, Parameters: { Port } },
  ...attributes,
});
const TOPIC = { Topic: { Type: 'AWS::SNS::Topic' } };

describe('a nested stack', () => {
  const GONE = `old/child.json (nested stack Inner of new/parent.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) is removed: its nested stack Inner is no longer in the parent; its data is lost: DeletionPolicy is Delete

0 replaced, 0 may be replaced, 1 removed, 0 updated, 0 added; 1 resource would lose data.
`;

  test.each([
    ['Metadata', { Metadata: { 'aws:asset:path': 'child.json' }, Properties: {} }],
    ['a local path', { Properties: { TemplateURL: './child.json' } }],
    ['an address', {}],
    ['Fn::Sub', { Properties: { TemplateURL: { 'Fn::Sub': 'https://${Bucket}/child.json' } } }],
  ])('that its parent loses takes its caches away (found by %s)', (_, attributes) => {
    write('old/parent.json', template({ ...TOPIC, Inner: stack('child.json', attributes) }));
    write('old/child.json', CHILD);
    write('new/parent.json', template(TOPIC));
    expect(against('old', 'new')).toEqual({ code: 1, out: GONE });
  });

  test('takes them away although its template still lies there', () => {
    write('old/parent.json', template({ ...TOPIC, Inner: stack('child.json') }));
    for (const side of ['old', 'new']) write(`${side}/child.json`, CHILD);
    write('new/parent.json', template(TOPIC));
    const { code, out } = against('old', 'new');
    expect(code).toBe(1);
    expect(out).toContain(GONE.split('\n\n')[0]);
    expect(out).toContain('new/child.json (new)\n');
  });

  test('takes nested stacks of its own along, and what nobody knows of', () => {
    write('old/parent.json', template({ ...TOPIC, Outer: stack('outer.json') }));
    write('old/outer.json', template({ Inner: stack('child.json'), Unread: stack('elsewhere.json') }));
    write('old/child.json', CHILD);
    write('new/parent.json', template(TOPIC));
    expect(against('old', 'new')).toEqual({
      code: 1,
      out: `old/outer.json (nested stack Outer of new/parent.json)
  error    Unread (AWS::CloudFormation::Stack) is removed: CloudFormation deletes the nested stack; its template is not here, and what is in it may lose its data

old/child.json (nested stack Outer of new/parent.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) is removed: its nested stack Outer is no longer in the parent; its data is lost: DeletionPolicy is Delete

0 replaced, 0 may be replaced, 2 removed, 0 updated, 0 added; 1 resource would lose data; 1 resource may lose data.
`,
    });
  });

  test('that is retained stays', () => {
    write('old/parent.json', template({ ...TOPIC, Inner: stack('child.json', { DeletionPolicy: 'Retain' }) }));
    write('old/child.json', CHILD);
    write('new/parent.json', template(TOPIC));
    expect(against('old', 'new')).toEqual({
      code: 0,
      out: 'old/child.json has no successor: its stack stays until someone deletes it.\n\nNo changes.\n',
    });
  });

  test('under a condition may go', () => {
    for (const side of ['old', 'new']) write(`${side}/child.json`, CHILD);
    write('old/parent.json', template({ Inner: stack('child.json') }));
    write('new/parent.json', template({ Inner: stack('child.json', { Condition: 'Is' }) }));
    expect(against('old', 'new')).toEqual({
      code: 1,
      out: `old/child.json (nested stack Inner of new/parent.json)
  error    Cache (AWS::ElastiCache::ReplicationGroup) may be removed: of its nested stack Inner: where its Condition is false, it is removed; its data may be lost: DeletionPolicy is Delete

0 replaced, 0 may be replaced, 0 removed, 1 may be removed, 0 updated, 0 added; 1 resource may lose data.
`,
    });
  });

  test('that gets another parameter may have its cache replaced', () => {
    for (const side of ['old', 'new']) write(`${side}/child.json`, CHILD);
    write('old/parent.json', template({ Inner: stack('child.json') }));
    write('new/parent.json', template({ Inner: stack('child.json', {}, 2) }));
    expect(against('old', 'new').out).toBe(`new/child.json (after old/child.json)
  warning  Cache (AWS::ElastiCache::ReplicationGroup) may be replaced: Port rests on the parameter Port, whose definition changes; ${KEEPS}

0 replaced, 1 may be replaced, 0 removed, 0 updated, 0 added.
`);
    write('new/parent.json', template({ Inner: stack('child.json') }));
    expect(against('old', 'new')).toEqual({ code: 0, out: 'No changes.\n' });
  });

  test('whose new template is not here is a warning: what changes in it nobody knows', () => {
    write('old/parent.json', template({ Inner: stack('child.json') }));
    write('old/child.json', CHILD);
    write('new/parent.json', template({ Inner: stack('other.json') }));
    expect(against('old', 'new')).toEqual({
      code: 0,
      out: `new/parent.json (after old/parent.json)
  warning  Inner (AWS::CloudFormation::Stack) is updated: TemplateURL changes in place; its template is not here: what changes in it nobody knows

old/child.json has no successor: its stack stays until someone deletes it.

0 replaced, 0 may be replaced, 0 removed, 1 updated, 0 added.
`,
    });
  });

  test('of two single files is known by its logical id alone', () => {
    expect(told(template({ Inner: stack('child.json') }), template(TOPIC))).toEqual([
      1,
      'error    Inner (AWS::CloudFormation::Stack) is removed: CloudFormation deletes the nested stack; its template is not here, and what is in it may lose its data',
      '1 resource may lose data.',
    ]);
  });
});

describe('what a value rests on', () => {
  const equals = (...values: unknown[]) => ({ 'Fn::Equals': values });
  const inMap = { 'Fn::FindInMap': ['Ports', 'eu', 'cache'] };
  const ports = (eu: number, other = 1) => ({
    Mappings: { Ports: { eu: { cache: eu, other }, us: { cache: other } } },
  });

  test.each<[string, unknown, object, object, string]>([
    ['a mapping', inMap, ports(1), ports(2), 'the mapping Ports'],
    [
      'a row that only the deployment knows',
      { 'Fn::FindInMap': ['Ports', { Ref: 'AWS::Region' }, 'cache'] },
      ports(1),
      ports(1, 2),
      'the mapping Ports',
    ],
    [
      'a default',
      { Ref: 'P' },
      { Parameters: { P: { Default: 1 } } },
      { Parameters: { P: { Default: 2 } } },
      'the parameter P',
    ],
    [
      'a default in a text',
      { 'Fn::Sub': '1${P}' },
      { Parameters: { P: { Default: 1 } } },
      { Parameters: { P: { Default: 2 } } },
      'the parameter P',
    ],
    [
      'a condition',
      { 'Fn::If': ['Is', 1, 2] },
      { Conditions: { Is: equals(1, 1) } },
      { Conditions: { Is: equals(1, 2) } },
      'the condition Is',
    ],
  ])('%s may replace when it changes', (_, Port, before, after, name) => {
    const cache = { Cache: group({ Port }) };
    expect(told(template(cache, before), template(cache, after))).toEqual([
      0,
      `warning  Cache may be replaced: Port rests on ${name}, whose definition changes; ${KEEPS}`,
      undefined,
    ]);
  });

  test('and another cell of a mapping, a description, or another order change nothing', () => {
    const cache = { Cache: group({ Port: inMap, NetworkType: { Ref: 'P' } }) };
    const before = { ...ports(1), Parameters: { P: { Default: 1, Description: 'a' } } };
    const after = { ...ports(1, 5), Parameters: { P: { Description: 'b', Default: '1' } } };
    expect(told(template(cache, before), template(cache, after))).toEqual([0, 'No changes.', undefined]);
  });

  test('the condition of a cache may remove it when it changes, by way of others too', () => {
    const cache = { Cache: group({}, { Condition: 'Is', DeletionPolicy: 'Delete' }) };
    const of = (Default: string) => ({
      Conditions: { Is: { 'Fn::Not': [{ Condition: 'Dev' }] }, Dev: equals({ Ref: 'Stage' }, 'dev') },
      Parameters: { Stage: { Type: 'String', Default } },
    });
    expect(told(template(cache, of('prod')), template(cache, of('dev')))).toEqual([
      1,
      'error    Cache may be removed: the parameter Stage changes; where its Condition is false, it is removed; its data may be lost: DeletionPolicy is Delete',
      '1 resource may lose data.',
    ]);
  });

  test('a loop that loses a value may remove a cache', () => {
    const loop = (names: string[]) =>
      template({ 'Fn::ForEach::Caches': ['Name', names, { 'Cache${Name}': group({ Port: 1 }) }] });
    expect(told(loop(['A', 'B']), loop(['A']))).toEqual([
      0,
      `warning  Cache\${Name} may be removed: for a value that its loop loses, it is removed; ${KEEPS_REMOVED}`,
      undefined,
    ]);
  });
});

describe('a condition that removes', () => {
  const deleted = { DeletionPolicy: 'Delete' };

  test.each<[string, object, object, string]>([
    [
      'goes by DeletionPolicy',
      group({}, deleted),
      group({}, { ...deleted, Condition: 'Is' }),
      'error    Cache may be removed: where its Condition is false, it is removed; its data may be lost: DeletionPolicy is Delete',
    ],
    [
      'goes by the worse of the policies of both templates',
      group({}, deleted),
      group({}, { Condition: 'Is' }),
      'error    Cache may be removed: where its Condition is false, it is removed; its data may be lost: DeletionPolicy is Delete',
    ],
    [
      'together with a replacement tells the worse',
      group({ Port: 1 }, deleted),
      group({ Port: 2 }, { ...deleted, Condition: 'Is' }),
      `error    Cache is replaced: Port cannot change in place; where its Condition is false, it is removed; ${KEEPS}; its data may be lost: DeletionPolicy is Delete`,
    ],
    [
      'and goes itself removes nothing',
      group({}, { Condition: 'Is' }),
      group({}),
      'note     Cache is updated: Condition changes in place; where its Condition was false, it is made',
    ],
  ])('%s', (_, before, after, line) => {
    expect(told(template({ Cache: before }), template({ Cache: after }))[1]).toBe(line);
  });
});

describe('what the service refuses', () => {
  const modify = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html';
  const guide = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
  const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
  const page = `${reference}/aws-resource-elasticache-replicationgroup.html`;
  const refused = (why: string) => `error    Cache is refused by the service: a change of ${why}`;
  const maybe = (why: string) => `warning  Cache may be refused by the service: a change of ${why}`;
  const updated = (names: string) => `note     Cache is updated: ${names} in place`;
  const interrupted = (names: string) =>
    `note     Cache is interrupted: ${names} in place; nodes are replaced one by one: a failover breaks connections, and a single node is away meanwhile`;
  const way = 'it goes from disabled over compatible to enabled, and never back from there';

  test.each<[string, Properties, Properties, string]>([
    [
      'an older version',
      { Engine: 'valkey', EngineVersion: '8.2' },
      { Engine: 'valkey', EngineVersion: '8.0' },
      refused(`EngineVersion: 8.2 to 8.0 is a downgrade (${modify})`),
    ],
    [
      'a newer version, by numbers',
      { Engine: 'redis', EngineVersion: '5.0.6' },
      { Engine: 'redis', EngineVersion: '5.0.10' },
      interrupted('EngineVersion changes'),
    ],
    [
      'out of cluster mode',
      { ClusterMode: 'enabled' },
      { ClusterMode: 'compatible' },
      refused(`ClusterMode: it is enabled, and ${way} (${guide}/modify-cluster-mode.html)`),
    ],
    [
      'into cluster mode in one step',
      { CacheParameterGroupName: 'default.valkey8' },
      { CacheParameterGroupName: 'default.valkey8', ClusterMode: 'enabled' },
      refused(`ClusterMode: it is disabled, and ${way} (${guide}/modify-cluster-mode.html)`),
    ],
    [
      'a step of cluster mode beside others',
      { ClusterMode: 'compatible', CacheNodeType: 'a' },
      { ClusterMode: 'enabled', CacheNodeType: 'b' },
      refused(
        `ClusterMode: it is to change alone, and CacheNodeType would change with it (${guide}/modify-cluster-mode.html)`,
      ),
    ],
    [
      'a step back from compatible',
      { ClusterMode: 'compatible' },
      { ClusterMode: 'disabled' },
      updated('ClusterMode changes'),
    ],
    [
      'encryption that is required at once',
      { TransitEncryptionEnabled: false },
      { TransitEncryptionEnabled: true, TransitEncryptionMode: 'required' },
      refused(
        `TransitEncryptionEnabled: the mode goes to preferred first, and to required in a later deployment (${modify})`,
      ),
    ],
    [
      'encryption that is preferred',
      { TransitEncryptionEnabled: 'false' },
      { TransitEncryptionEnabled: true, TransitEncryptionMode: 'preferred' },
      updated('TransitEncryptionEnabled, TransitEncryptionMode change'),
    ],
    [
      'no encryption after a required one',
      { TransitEncryptionEnabled: true, TransitEncryptionMode: 'required' },
      { TransitEncryptionEnabled: false },
      maybe(
        `TransitEncryptionEnabled: the mode goes to preferred before encryption is turned off (${guide}/in-transit-encryption-enable.html)`,
      ),
    ],
    [
      'no failover in cluster mode',
      { AutomaticFailoverEnabled: true, ClusterMode: 'enabled' },
      { AutomaticFailoverEnabled: false, ClusterMode: 'enabled' },
      refused(`AutomaticFailoverEnabled: cluster mode needs automatic failover (${page})`),
    ],
    [
      'the first replica together with failover',
      { NumCacheClusters: 1 },
      { NumCacheClusters: 2, AutomaticFailoverEnabled: true },
      maybe(
        'AutomaticFailoverEnabled: failover needs a replica that is there before; add the replica first, in a deployment of its own (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/383)',
      ),
    ],
    [
      'durability beside others',
      { Durability: 'sync', CacheNodeType: 'a' },
      { Durability: 'async', CacheNodeType: 'b' },
      refused(
        `Durability: it is to change alone, and CacheNodeType would change with it (${guide}/Durability.ChangingDurability.html)`,
      ),
    ],
    [
      'durability alone',
      { Durability: 'sync' },
      { Durability: 'async', Tags: [1] },
      updated('Durability, Tags change'),
    ],
    [
      'durability that stays off',
      { CacheNodeType: 'a' },
      { Durability: 'disabled' },
      interrupted('CacheNodeType, Durability change'),
    ],
    [
      'durability on',
      {},
      { Durability: 'sync' },
      maybe(
        `Durability: since October 2026 the service turns it on and off (${guide}/Durability.ChangingDurability.html), and CloudFormation says that it cannot (${page})`,
      ),
    ],
  ])('%s', (_, before, after, line) => {
    const [code, text] = told(template({ Cache: group(before) }), template({ Cache: group(after) }));
    expect([code, text]).toEqual([line.startsWith('error') ? 1 : 0, line]);
  });

  const steps = `a single shard does not become 2 in place in one step: cluster mode goes from disabled over compatible to enabled first (${guide}/modify-cluster-mode.html)`;
  const single = { NumCacheClusters: 2, CacheParameterGroupName: 'default.valkey8' };
  const sharded = { NumCacheClusters: 2, CacheParameterGroupName: 'default.valkey8', NumNodeGroups: 2 };

  test.each<[Properties, string]>([
    [{ UpdatePolicy: { UseOnlineResharding: true } }, refused(`NumNodeGroups: ${steps}`)],
    [{}, `error    Cache is replaced: NumNodeGroups cannot change in place: ${steps}; ${KEEPS}`],
  ])('shards of a single one, with %j', (attributes, line) => {
    const [before, after] = [single, sharded].map((one) => template({ Cache: group(one, attributes) }));
    expect(told(before, after)).toEqual([1, line, undefined]);
  });

  test('a Memcached cluster', () => {
    const memcached = (properties: Properties) =>
      template({ Cache: resource('CacheCluster', { Engine: 'memcached', ...properties }) });
    expect(told(memcached({ TransitEncryptionEnabled: false }), memcached({ TransitEncryptionEnabled: true }))).toEqual(
      [
        0,
        maybe(`TransitEncryptionEnabled: Memcached takes it at creation only (${guide}/in-transit-encryption.html)`),
        undefined,
      ],
    );
    expect(told(memcached({ CacheNodeType: 'a' }), memcached({ CacheNodeType: 'b' }))).toEqual([
      1,
      `error    Cache may be refused by the service: a change of CacheNodeType: CloudFormation says that it cannot change it for Memcached (${reference}/aws-resource-elasticache-cachecluster.html); where it can, all nodes of a Memcached cluster restart empty`,
      '1 resource may lose data.',
    ]);
    expect(told(memcached({ EngineVersion: '1.6.12' }), memcached({ EngineVersion: '1.6.22' }))).toEqual([
      1,
      'error    Cache is interrupted: EngineVersion changes in place; all nodes of a Memcached cluster restart empty',
      '1 resource would lose data.',
    ]);
  });
});

describe('data that no snapshot keeps', () => {
  test.each<[string, object, string, string | undefined]>([
    [
      'KV caching',
      group({ CacheNodeType: 'cache.i8ge.48xlarge' }),
      'its data is lost: cache.i8ge.48xlarge has no snapshots',
      '1 resource would lose data.',
    ],
    [
      'Memcached',
      resource('CacheCluster', { Engine: 'memcached' }),
      'its data is lost: Memcached has no snapshots',
      '1 resource would lose data.',
    ],
    [
      'an engine that is not known',
      resource('CacheCluster', { Engine: { Ref: 'E' } }),
      `${KEEPS_REMOVED} unless it is Memcached, which has none`,
      '1 resource may lose data.',
    ],
    ['Valkey', resource('CacheCluster', { Engine: 'valkey' }), KEEPS_REMOVED, undefined],
  ])('%s', (_, cache, says, lost) => {
    const line = `error    Cache is removed: it is no longer in the template; ${says}`;
    expect(told(template({ ...TOPIC, Cache: cache }), template(TOPIC))).toEqual([1, line, lost]);
  });

  test('and that a change may lose is an error', () => {
    const of = (ReplicasPerNodeGroup: number) =>
      template({ Cache: group({ ReplicasPerNodeGroup }, { UpdateReplacePolicy: 'Delete' }) });
    expect(told(of(1), of(2))).toEqual([
      1,
      'error    Cache may be replaced: a change of ReplicasPerNodeGroup may replace: its schema says that it replaces, AWS says since July 2026 that it changes in place; its data may be lost: UpdateReplacePolicy is Delete',
      '1 resource may lose data.',
    ]);
  });
});

describe('the same value, written differently', () => {
  const unknown = 'cannot change in place; only the deployment knows whether its value changes';
  const sub = (text: unknown) => ({ 'Fn::Sub': text });

  test.each<[string, unknown, unknown]>([
    ['Port', 6379, '6379'],
    ['AtRestEncryptionEnabled', 'True', true],
    ['CacheSubnetGroupName', 'sn', sub('sn')],
    ['CacheSubnetGroupName', 'a${b}', sub('a${!b}')],
    ['CacheSubnetGroupName', { Ref: 'SN' }, sub('${SN}')],
    ['CacheSubnetGroupName', { 'Fn::GetAtt': ['SN', 'Id'] }, sub('${SN.Id}')],
    ['CacheSubnetGroupName', { Ref: 'SN' }, sub(['${X}', { X: { Ref: 'SN' } }])],
    ['CacheSubnetGroupName', 'a-b', { 'Fn::Join': ['-', ['a', 'b']] }],
  ])('%s: %j is %j', (name, before, after) => {
    const [old, next] = [before, after].map((value) => template({ Cache: group({ [name]: value }) }));
    expect(told(old, next)).toEqual([0, 'No changes.', undefined]);
  });

  test.each<[string, unknown, unknown, string]>([
    ['Port', 6379, { Ref: 'Port' }, `may be replaced: Port ${unknown}`],
    ['KmsKeyId', '{{resolve:ssm:key}}', 'abc', `may be replaced: KmsKeyId ${unknown}`],
    [
      'SnapshotName',
      undefined,
      { 'Fn::If': ['Is', 'a', { Ref: 'AWS::NoValue' }] },
      'may be replaced: SnapshotName cannot change in place: a new one is restored from the source, and what was written since is not in it; only the deployment knows whether its value changes',
    ],
    [
      'ReplicationGroupId',
      'Cache-A',
      'cache-a',
      'may be replaced: ReplicationGroupId cannot change in place; the service stores it in lower case, and nothing else of it changes',
    ],
    [
      'Port',
      { 'Fn::If': ['Is', { Ref: 'AWS::NoValue' }, 1] },
      { 'Fn::If': ['Is', 1, { Ref: 'AWS::NoValue' }] },
      `may be replaced: Port ${unknown}`,
    ],
  ])('%s: %j may be %j', (name, before, after, line) => {
    const [old, next] = [before, after].map((value) => template({ Cache: group({ [name]: value }) }));
    expect(told(old, next)).toEqual([0, `warning  Cache ${line}; ${KEEPS}`, undefined]);
  });

  test('adding a create-only property by reference replaces', () => {
    const [code, line] = told(template({ Cache: group({}) }), template({ Cache: group({ KmsKeyId: { Ref: 'Key' } }) }));
    expect([code, line]).toEqual([1, `error    Cache is replaced: KmsKeyId cannot change in place; ${KEEPS}`]);
  });
});

describe('what AWS prints of a deployed template', () => {
  const deployed = template({ Cache: group({ Port: 1 }) });

  test.each<[string, unknown]>([
    ['get.json', { TemplateBody: deployed, StagesAvailable: ['Original'] }],
    ['text.json', { TemplateBody: stringify(deployed) }],
    ['get.yaml', stringify({ TemplateBody: stringify(deployed) })],
    ['query.json', JSON.stringify(stringify(deployed))],
  ])('is unwrapped: %s', (name, content) => {
    write(name, content);
    write('new.json', template({ Cache: group({ Port: 2 }) }));
    expect(against(name, 'new.json')).toEqual({
      code: 1,
      out: `new.json (after ${name})
  error    Cache (AWS::ElastiCache::ReplicationGroup) is replaced: Port cannot change in place; ${KEEPS}

1 replaced, 0 may be replaced, 0 removed, 0 updated, 0 added.
`,
    });
  });

  test('is found in a directory', () => {
    write('old/a.json', { TemplateBody: stringify(deployed) });
    write('new/a.json', deployed);
    expect(against('old', 'new')).toEqual({ code: 0, out: 'No changes.\n' });
  });

  test('and is broken inside has one line', () => {
    write('old.json', { TemplateBody: 'Resources:\n  A: b: c\n  Type: AWS::SNS::Topic\n' });
    expect(against('old.json', 'none.json')).toEqual({
      code: 2,
      out: 'old.json: holds a template as a text, which is not YAML: nested mappings are not allowed in compact mappings\nnone.json: does not exist\n',
    });
  });
});

test('a cache that goes from one stack to another is new there, and how to move it is said', () => {
  const cache = { Cache: group({ Port: 1 }) };
  write('old/a.json', template({ ...TOPIC, ...cache }));
  write('old/b.json', template(TOPIC));
  write('new/a.json', template(TOPIC));
  write('new/b.json', template({ ...TOPIC, ...cache }));
  const { code, out } = against('old', 'new');
  expect(code).toBe(1);
  expect(out).toContain(
    `${KEEPS_REMOVED}; new/b.json has a new one of this logical id: 'cdk refactor' moves it instead\n`,
  );
});

test('templates of which none follows another are unusable', () => {
  write('old.json', template({ Cache: group({}) }));
  for (const name of ['a', 'b']) write(`dir/${name}.json`, template({ Cache: group({}) }));
  expect(against('old.json', 'dir')).toEqual({
    code: 2,
    out: 'old.json: has no counterpart in dir: templates are matched by their paths below each, or as two files\n',
  });
});
