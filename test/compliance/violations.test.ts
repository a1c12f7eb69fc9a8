import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Backup } from '../../lib/cache/backup';
import { Durability } from '../../lib/cache/durability';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import type { ReplicationGroupProps } from '../../lib/cache/replication-group-props';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { review } from '../../lib/review/review';
import { ALL_RULES } from '../../lib/rules/tables';
import { checkTemplate } from '../../lib/rules/template';
import { Topology } from '../../lib/topology/topology';
import { givenNetwork } from './given-network';
import { type Parts, VIOLATIONS, type Violation } from './violations';

/** Valid templates, as our construct makes them. */
const VALID = {
  single: template({}),
  sharded: template({
    engine: EngineVersion.VALKEY_9_0,
    topology: Topology.clusterMode({ shards: 2 }),
    durability: Durability.SYNC,
  }),
  kv: template({
    engine: EngineVersion.VALKEY_9_1,
    nodeType: NodeType.all().find(({ kvCaching }) => kvCaching),
    topology: Topology.clusterModeWithoutReplicas({ shards: 3 }),
    backup: Backup.none(),
    removalPolicy: RemovalPolicy.DESTROY,
  }),
};

const RULES = ALL_RULES.map(({ id }) => id);

test.each(Object.entries(VALID))('the valid template %s breaks no rule', (_, valid) => {
  expect(checkTemplate(valid)).toEqual([]);
});

test('every rule has its violation', () => {
  expect(RULES.filter((id) => VIOLATIONS[id] === undefined)).toEqual([]);
  expect(Object.keys(VIOLATIONS).filter((id) => !RULES.includes(id))).toEqual([]);
});

test.each(RULES)('%s is found where it is broken', (id) => {
  const violation = VIOLATIONS[id];
  const found = checkTemplate(broken(violation), violation.place).map(({ ruleId }) => ruleId);
  expect(found).toContain(id);
});

test('check finds each violation in its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'violations-'));
  try {
    for (const id of RULES) {
      writeFileSync(join(folder, `${id}.template.json`), JSON.stringify(broken(VIOLATIONS[id])));
    }
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ version: '55.0.0', artifacts: Object.fromEntries(RULES.map(artifact)) }),
    );
    const found = review([folder]).findings.map(({ file, ruleId }) => `${file}: ${ruleId}`);
    expect(
      RULES.map((id) => `${join(folder, `${id}.template.json`)}: ${id}`).filter((each) => !found.includes(each)),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What the manifest of a cloud assembly says of the stack: its template, and where it is deployed. */
function artifact(id: string): [string, object] {
  const { account = 'unknown-account', region = 'unknown-region' } = VIOLATIONS[id].place ?? {};
  const type = 'aws:cloudformation:stack';
  return [id, { type, environment: `aws://${account}/${region}`, properties: { templateFile: `${id}.template.json` } }];
}

type Json = { Resources: { [logicalId: string]: Parts['group'] } };

function template(props: Partial<ReplicationGroupProps>): Json {
  const stack = new Stack(new App(), 'Stack');
  new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack), ...props });
  return Template.fromStack(stack).toJSON() as Json;
}

function broken({ of = 'single', inject }: Violation): Json {
  const json = structuredClone(VALID[of]);
  const ofType = (type: string) =>
    Object.values(json.Resources).find(({ Type }) => Type === `AWS::ElastiCache::${type}`) ?? {};
  const [group, parameterGroup] = [ofType('ReplicationGroup'), ofType('ParameterGroup').Properties];
  inject({
    group,
    p: group.Properties,
    parameterGroup,
    parameters: parameterGroup.Properties,
    subnetGroup: ofType('SubnetGroup').Properties,
  });
  return json;
}
