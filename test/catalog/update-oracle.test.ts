import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, Resource } from '@aws-cdk/service-spec-types';
import { resourceSchema } from '../../lib/catalog/resource-schema';
import { UPDATE_BEHAVIOR } from '../../lib/catalog/update-behavior';
import { compare } from '../../lib/review/replacement';

/** The oracle: what AWS packs of the registry, and not our own tables. */
const RESOURCES = loadAwsServiceSpecSync().all('resource');
const OURS = RESOURCES.filter(({ cloudFormationType: type }) => /^AWS::(ElastiCache|RDS)::/.test(type));

type Way = 'added' | 'changed' | 'removed';
const WAYS: readonly Way[] = ['added', 'changed', 'removed'];

const HANDLER = 'the code of its handler, which AWS publishes, changes it in place';
const PAGE = 'its page says some interruptions, and ModifyDBInstance takes it';

/** Where we say less than the schema, and why. */
const REFINED: { readonly [property: string]: { readonly [way in Way]?: string } & { readonly because: string } } = {
  'AWS::ElastiCache::ReplicationGroup.AuthToken': { changed: 'interrupted', because: 'its page: only adding replaces' },
  'AWS::RDS::DBCluster.GlobalClusterIdentifier': { removed: 'interrupted', because: HANDLER },
  'AWS::RDS::DBInstance.AutoMinorVersionUpgrade': all('interrupted', PAGE),
  'AWS::RDS::DBInstance.BackupRetentionPeriod': all('updated', PAGE),
  'AWS::RDS::DBInstance.DBParameterGroupName': all('interrupted', PAGE),
  'AWS::RDS::DBInstance.MultiAZ': all('interrupted', PAGE),
  'AWS::RDS::DBInstance.PerformanceInsightsKMSKeyId': { added: 'updated', because: HANDLER },
  'AWS::RDS::DBInstance.PreferredMaintenanceWindow': all('interrupted', PAGE),
  'AWS::RDS::DBInstance.RestoreTime': { removed: 'updated', because: HANDLER },
  'AWS::RDS::DBInstance.SourceDBClusterIdentifier': { removed: 'interrupted', because: 'the replica is promoted' },
  'AWS::RDS::DBInstance.SourceDBInstanceAutomatedBackupsArn': { removed: 'updated', because: HANDLER },
  'AWS::RDS::DBInstance.SourceDBInstanceIdentifier': { removed: 'interrupted', because: 'its page: it is promoted' },
  'AWS::RDS::DBInstance.SourceDbiResourceId': { removed: 'updated', because: HANDLER },
  'AWS::RDS::DBInstance.StorageType': all('interrupted', PAGE),
  'AWS::RDS::DBInstance.UseLatestRestorableTime': { removed: 'updated', because: HANDLER },
};

function all(kind: string, because: string) {
  return { added: kind, changed: kind, removed: kind, because };
}

/** Two values of the type that the schema gives a property. */
function valuesOf({ type }: Property): [unknown, unknown] {
  if (type.type === 'boolean') return [false, true];
  if (type.type === 'integer' || type.type === 'number') return [1, 2];
  if (type.type === 'array') return [['a'], ['b']];
  return ['a', 'b'];
}

function kindOf(type: string, name: string, property: Property, way: Way): string | undefined {
  const [one, other] = valuesOf(property);
  const template = (value: unknown) => ({
    Resources: { It: { Type: type, Properties: { ...(value === undefined ? {} : { [name]: value }) } } },
  });
  const changes = compare(template(way === 'added' ? undefined : one), template(way === 'removed' ? undefined : other));
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0]?.kind;
}

function rowsOf(resources: readonly Resource[], effects: readonly (string | undefined)[]) {
  return resources.flatMap(({ cloudFormationType: type, properties }) =>
    Object.entries(properties)
      .filter(([, { causesReplacement = 'no' }]) => effects.includes(causesReplacement))
      .map(([name, property]) => [type, name, property] as const),
  );
}

describe('the schema says that it replaces', () => {
  test.each(rowsOf(OURS, ['yes']))('%s %s, and so do we', (type, name, property) => {
    for (const way of WAYS) {
      const kind = kindOf(type, name, property, way);
      expect({ way, kind }).toEqual({
        way,
        kind: CONFLICTS.includes(`${type}.${name}`) ? 'may-be-replaced' : 'replaced',
      });
    }
  });

  test.each(rowsOf(OURS, ['maybe']))(
    '%s %s under a condition, and so do we, or say why not',
    (type, name, property) => {
      for (const way of WAYS) {
        const kind = kindOf(type, name, property, way);
        const refined = REFINED[`${type}.${name}`]?.[way];
        expect({ way, kind }).toEqual({ way, kind: refined ?? expect.stringMatching(/^(may-be-)?replaced$/) });
      }
    },
  );
});

/** Where other pages of AWS contradict the schema. */
const CONFLICTS = [
  'AWS::ElastiCache::ReplicationGroup.ReplicasPerNodeGroup',
  'AWS::ElastiCache::User.Engine',
  'AWS::ElastiCache::UserGroup.Engine',
];

test('what is refined is conditional in the schema', () => {
  const conditional = rowsOf(OURS, ['maybe']).map(([type, name]) => `${type}.${name}`);
  expect(Object.keys(REFINED).filter((key) => !conditional.includes(key))).toEqual([]);
});

/** Something below it is create-only. */
const hasNested = (type: string, name: string) =>
  resourceSchema(type)?.nested.some((path) => path.startsWith(`${name}.`)) ?? false;

test.each(rowsOf(OURS, ['no']).filter(([type, name]) => !hasNested(type, name)))(
  '%s %s stays in place by the schema, and for us',
  (type, name, property) => {
    for (const way of WAYS) {
      expect(kindOf(type, name, property, way)).toMatch(/^(updated|interrupted|refused|may-be-refused)$/);
    }
  },
);

test.each(Object.keys(UPDATE_BEHAVIOR))('%s has a row for each property of the schema', (type) => {
  const resource = RESOURCES.find(({ cloudFormationType }) => cloudFormationType === type);
  if (resource === undefined) return expect(type).toBe('AWS::ElastiCache::Snapshot');
  const rows = Object.keys(UPDATE_BEHAVIOR[type].properties);
  return expect(Object.keys(resource.properties).filter((name) => !rows.includes(name))).toEqual([]);
});

test('of every other type each create-only property replaces, and each conditional one may', () => {
  const others = RESOURCES.filter(
    ({ cloudFormationType: type }) => UPDATE_BEHAVIOR[type] === undefined && !/^AWS::CloudFormation::Stack$/.test(type),
  );
  const told = (effect: string, kinds: readonly string[]) =>
    rowsOf(others, [effect]).filter(([type, name, property]) =>
      WAYS.some((way) => !kinds.includes(String(kindOf(type, name, property, way)))),
    );
  expect(others.length).toBeGreaterThan(1700);
  expect(told('yes', ['replaced']).map(([type, name]) => `${type}.${name}`)).toEqual([]);
  expect(told('maybe', ['may-be-replaced']).map(([type, name]) => `${type}.${name}`)).toEqual([]);
});

test('each type of the schema is known, and stateful where AWS calls it so', () => {
  const kept = RESOURCES.map(({ cloudFormationType: type }) => [type, resourceSchema(type)?.isStateful]);
  expect(kept).toEqual(RESOURCES.map(({ cloudFormationType: type, isStateful = false }) => [type, isStateful]));
});
