import fc from 'fast-check';
import { holdsData, SNAPSHOT_TYPES } from '../../lib/catalog/data-holders';
import { resourceSchema, STATEFUL_TYPES } from '../../lib/catalog/resource-schema';
import { UPDATE_BEHAVIOR } from '../../lib/catalog/update-behavior';
import { compare, levelOf } from '../../lib/review/replacement';
import type { Template } from '../../lib/review/template-file';

const TYPES = [...Object.keys(UPDATE_BEHAVIOR), ...STATEFUL_TYPES, 'AWS::IAM::Role', 'Custom::Thing', 'A::B::C'];
const IDS = ['A', 'B', 'C', 'D'];
const SEED = { seed: 20261127, numRuns: 400 };

/** Names that the type has, and some that it has not. */
function namesOf(type: string): string[] {
  const rows = Object.keys(UPDATE_BEHAVIOR[type]?.properties ?? {});
  const { createOnly = [], conditional = [] } = resourceSchema(type) ?? {};
  return [...new Set([...rows, ...createOnly, ...conditional, 'Tags', 'Tomorrow'])];
}

const reference = fc
  .constantFrom(...IDS)
  .chain((id) =>
    fc.constantFrom<unknown>(
      { Ref: id },
      { 'Fn::GetAtt': [id, 'Arn'] },
      { 'Fn::Sub': `x-\${${id}}` },
      { 'Fn::If': ['Is', { Ref: id }, { Ref: 'AWS::NoValue' }] },
      { Ref: 'Given' },
    ),
  );
const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined));
const value: fc.Arbitrary<unknown> = fc.oneof(
  plain,
  reference,
  fc.array(fc.oneof(plain, reference), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('Slots', 'Ebs', 'Key', 'Fn::Join'), fc.oneof(plain, reference), { maxKeys: 2 }),
);
const policy = fc.constantFrom<unknown>(undefined, 'Delete', 'Retain', 'Snapshot', { Ref: 'Given' }, 5);
const resource = fc.constantFrom(...TYPES).chain((Type) =>
  fc.record({
    Type: fc.constant(Type),
    Properties: fc.dictionary(fc.constantFrom(...namesOf(Type)), value, { maxKeys: 5 }),
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy,
    Condition: fc.constantFrom<unknown>(undefined, undefined, 'Is'),
  }),
);
const template: fc.Arbitrary<Template> = fc
  .record({
    Resources: fc.dictionary(fc.constantFrom(...IDS), resource, { maxKeys: 4 }),
    Parameters: fc.constantFrom({}, { Given: { Type: 'String', Default: 'a' } }, { Given: { Type: 'Number' } }),
    Conditions: fc.constantFrom({ Is: true }, { Is: false }),
  })
  .map((one) => JSON.parse(JSON.stringify(one)));

test('no change of anything crashes, each resource has one verdict, and its level fits it', () => {
  fc.assert(
    fc.property(template, template, (before, after) => {
      const changes = compare(before, after);
      const told = changes.map(({ logicalId, kind }) => `${logicalId} ${kind === 'removed'}`);
      expect(new Set(told).size).toBe(told.length);
      for (const change of changes) {
        expect(change.why).not.toBe('');
        if (change.losesData || change.kind === 'refused' || change.fails) expect(levelOf(change)).toBe('error');
        expect(change.losesData).toBe(change.dataLoss !== 'none');
      }
    }),
    SEED,
  );
});

test('a template that follows itself, in another order and written otherwise, changes nothing', () => {
  const written = (text: string) => JSON.parse(text, (_, item) => (typeof item === 'number' ? String(item) : item));
  const turned = (item: unknown): unknown =>
    typeof item !== 'object' || item === null || Array.isArray(item)
      ? item
      : Object.fromEntries(
          Object.entries(item)
            .map(([key, one]) => [key, turned(one)] as const)
            .reverse(),
        );
  fc.assert(
    fc.property(template, (one) => {
      expect(compare(one, one)).toEqual([]);
      expect(compare(one, turned(written(JSON.stringify(one))) as Template)).toEqual([]);
    }),
    SEED,
  );
});

/** What holds data and has properties that are create-only. */
const stateful = TYPES.filter((type) => holdsData(type) && (resourceSchema(type)?.createOnly.length ?? 0) > 0);

test('what holds data, is replaced and has no snapshot is an error, whatever else changes', () => {
  const chosen = fc.constantFrom(...stateful).chain((type) =>
    fc.record({
      type: fc.constant(type),
      name: fc.constantFrom(...resourceSchema(type)!.createOnly.filter((one) => one !== 'DBClusterIdentifier')),
      others: fc.dictionary(fc.constantFrom(...namesOf(type)), fc.string({ minLength: 1 }), { maxKeys: 4 }),
      policy: fc.constantFrom<unknown>(undefined, 'Delete'),
    }),
  );
  fc.assert(
    fc.property(chosen, ({ type, name, others, policy: UpdateReplacePolicy }) => {
      const of = (text: string) => {
        const { DBClusterIdentifier: _, SourceDBInstanceIdentifier: __, ...rest } = others;
        return { Resources: { A: { Type: type, Properties: { ...rest, [name]: text }, UpdateReplacePolicy } } };
      };
      const [change] = compare(of('first-one'), of('second-one'));
      expect({ type, name, level: levelOf(change) }).toEqual({ type, name, level: 'error' });
      // Protected, finally kept in a snapshot of its own, or not replaced for certain: all the others lose it.
      const isKept = /refuses the deletion|final snapshot/.test(change.why);
      expect({ type, name, losesData: change.losesData || isKept }).toEqual({ type, name, losesData: true });
    }),
    SEED,
  );
});

test('with a snapshot its data is kept, where CloudFormation takes one', () => {
  for (const type of SNAPSHOT_TYPES) {
    for (const name of resourceSchema(type)!.createOnly.filter((one) => !/^(Engine|DBClusterIdentifier)$/.test(one))) {
      const of = (text: string) => ({
        Resources: {
          A: { Type: type, Properties: { Engine: 'valkey', [name]: text }, UpdateReplacePolicy: 'Snapshot' },
        },
      });
      expect({ type, name, ...compare(of('a'), of('b'))[0] }).toMatchObject({ type, name, dataLoss: 'none' });
    }
  }
});
