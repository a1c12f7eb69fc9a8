import { lower, METADATA_KEY } from '../../lib/rules/lowering';
import type { TemplateFinding } from '../../lib/rules/template';
import { findings, replicationGroup, type Template } from './judged';

describe('a lowered rule', () => {
  const lowered = [{ id: 'tls-needs-subnet-group', reason: 'the default VPC is ours' }];
  const broken = replicationGroup({ CacheSubnetGroupName: undefined });

  test('is an error without a word in the metadata', () => {
    expect(findings(broken)).toMatchObject([{ ruleId: 'tls-needs-subnet-group', level: 'error' }]);
  });

  test('is a warning with the reason that stands in the metadata of the resource', () => {
    expect(findings(withMetadata(broken, { [METADATA_KEY]: { lowered } }))).toMatchObject([
      { ruleId: 'tls-needs-subnet-group', level: 'warning', loweredBecause: 'the default VPC is ours' },
    ]);
  });

  test.each([
    ['another rule is meant', { [METADATA_KEY]: { lowered: [{ id: 'engine-known', reason: 'so' }] } }],
    ['there is no reason', { [METADATA_KEY]: { lowered: [{ id: 'tls-needs-subnet-group' }] } }],
    ['the reason is empty', { [METADATA_KEY]: { lowered: [{ id: 'tls-needs-subnet-group', reason: '' }] } }],
    ['it is no list', { [METADATA_KEY]: { lowered: 'tls-needs-subnet-group' } }],
    ['it stands under another key', { other: { lowered } }],
    ['there is nothing that can be read', 'text'],
  ])('stays an error when %s', (_, metadata) => {
    expect(findings(withMetadata(broken, metadata))).toMatchObject([{ level: 'error' }]);
  });

  test('that is a warning anyway stays as it is', () => {
    const warning = { ruleId: 'tls-off', level: 'warning' } as TemplateFinding;
    expect(lower(warning, [{ id: 'tls-off', reason: 'so' }])).toBe(warning);
  });
});

function withMetadata({ Resources }: Template, Metadata: unknown): Template {
  return { Resources: { ...Resources, Cache: { ...Resources.Cache, Metadata } } };
}
