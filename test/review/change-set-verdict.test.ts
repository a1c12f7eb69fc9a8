import { type ResourceVerdict, withVerdicts } from '../../lib/review/change-set-verdict';
import type { Comparison, FileChange } from '../../lib/review/comparison';

const FILE = 'cdk.out/A.template.json';

function change(given: Partial<FileChange>): FileChange {
  const none = { properties: ['Port'], holdsData: true, losesData: false, dataLoss: 'none' } as const;
  const told = { logicalId: 'Db', resourceType: 'AWS::RDS::DBInstance', kind: 'updated', why: 'ours' } as const;
  return { file: FILE, level: 'note', ...told, ...none, ...given };
}

function verdict(given: Partial<ResourceVerdict>): ResourceVerdict {
  return { file: FILE, logicalId: 'Db', action: 'Modify', replacement: 'False', properties: [], ...given };
}

function laid(changes: FileChange[], verdicts: ResourceVerdict[], lowered: { id: string; reason: string }[] = []) {
  const comparison: Comparison = { files: [{ file: FILE }], removed: [], unfollowed: [], changes, errors: [] };
  return withVerdicts(comparison, verdicts, lowered).changes.map(({ kind, level, dataLoss, why }) => ({
    kind,
    level,
    dataLoss,
    why,
  }));
}

const REPLACED = change({ kind: 'replaced', level: 'error', losesData: true, dataLoss: 'certain' });
const MAYBE = change({ kind: 'may-be-replaced', level: 'error', losesData: true, dataLoss: 'possible' });
const AZ = { name: 'AvailabilityZone', requiresRecreation: 'Always' } as const;
const TAGS = { name: 'Tags', requiresRecreation: 'Never' } as const;

test.each<[string, FileChange, Partial<ResourceVerdict>]>([
  ['a replacement', REPLACED, { replacement: 'True' }],
  ['what may replace', MAYBE, { replacement: 'Conditional' }],
  ['an update', change({}), {}],
  ['an interruption, which it does not know', change({ kind: 'interrupted' }), {}],
  ['a refusal, which it does not know', change({ kind: 'refused', level: 'error' }), {}],
  ['a removal', change({ kind: 'removed', level: 'error' }), { action: 'Remove' }],
  ['an addition', change({ kind: 'added' }), { action: 'Add' }],
  ['whatever it does not know yet', REPLACED, { action: 'Dynamic' }],
])('a change set that agrees leaves %s as it is', (_, ours, theirs) => {
  const { kind, level, dataLoss, why } = ours;
  expect(laid([ours], [verdict(theirs)])).toEqual([{ kind, level, dataLoss, why }]);
});

test.each<[string, FileChange, Partial<ResourceVerdict>, object]>([
  [
    'stays although we said that it is replaced',
    REPLACED,
    { properties: [TAGS] },
    {
      kind: 'updated',
      level: 'note',
      dataLoss: 'none',
      why: 'the change set says that it is updated; the templates said that it is replaced: ours',
    },
  ],
  [
    'is replaced although we said that it stays',
    change({}),
    { replacement: 'True', properties: [TAGS, AZ] },
    {
      kind: 'replaced',
      level: 'error',
      dataLoss: 'possible',
      why: 'the change set says that it is replaced (AvailabilityZone); the templates said that it is updated: ours',
    },
  ],
  [
    'is replaced, and its policy deletes it',
    change({}),
    { replacement: 'True', policyAction: 'ReplaceAndDelete' },
    {
      kind: 'replaced',
      level: 'error',
      dataLoss: 'certain',
      why: 'the change set says that it is replaced, and its policy is ReplaceAndDelete; the templates said that it is updated: ours',
    },
  ],
  [
    'may be replaced, and its policy keeps a snapshot',
    change({}),
    { replacement: 'Conditional', policyAction: 'ReplaceAndSnapshot' },
    {
      kind: 'may-be-replaced',
      level: 'warning',
      dataLoss: 'none',
      why: 'the change set says that it may be replaced, and its policy is ReplaceAndSnapshot; the templates said that it is updated: ours',
    },
  ],
  [
    'is replaced where it may be, and what becomes of its data we know',
    MAYBE,
    { replacement: 'True' },
    {
      kind: 'replaced',
      level: 'error',
      dataLoss: 'possible',
      why: 'the change set says that it is replaced; the templates said that it may be replaced: ours',
    },
  ],
  [
    'goes',
    change({}),
    { action: 'Remove', policyAction: 'Delete' },
    {
      kind: 'removed',
      level: 'error',
      dataLoss: 'certain',
      why: 'the change set says that it is removed, and its policy is Delete; the templates said that it is updated: ours',
    },
  ],
])('where they disagree the change set wins, and both are told: it %s', (_, ours, theirs, told) => {
  expect(laid([ours], [verdict(theirs)])).toEqual([told]);
});

test('what the change set does not name of its stack is no change, and of other stacks it says nothing', () => {
  const other = verdict({ logicalId: 'Other', resourceType: 'AWS::SNS::Topic' });
  expect(laid([REPLACED], [other])[0]).toEqual({
    kind: 'updated',
    level: 'note',
    dataLoss: 'none',
    why: 'the change set does not name it, so nothing happens to it; the templates said that it is replaced: ours',
  });
  expect(laid([change({ kind: 'interrupted' })], [other])[0].kind).toBe('interrupted');
  expect(laid([REPLACED], [verdict({ file: 'other.json' })])[0]).toMatchObject({ kind: 'replaced', why: 'ours' });
});

test('what the templates do not show is told too', () => {
  const theirs = verdict({ resourceType: 'AWS::RDS::DBInstance', replacement: 'True', properties: [AZ] });
  expect(laid([], [theirs])).toEqual([
    {
      kind: 'replaced',
      level: 'error',
      dataLoss: 'possible',
      why: 'the change set says that it is replaced (AvailabilityZone); the templates do not show it',
    },
  ]);
  expect(laid([], [verdict({ action: 'Dynamic' })])).toEqual([]);
  expect(laid([], [verdict({ action: 'Import' })])).toMatchObject([{ kind: 'updated', level: 'note' }]);
});

test('a type that changes under one logical id is left as it is', () => {
  const both = [change({ kind: 'removed', level: 'error' }), change({ kind: 'added' })];
  expect(laid(both, [verdict({ replacement: 'True' })]).map(({ kind }) => kind)).toEqual(['removed', 'added']);
});

test('what the change set says can be lowered', () => {
  const lowered = [{ id: 'replaced', reason: 'planned' }];
  expect(laid([change({})], [verdict({ replacement: 'True' })], lowered)[0].level).toBe('warning');
});
