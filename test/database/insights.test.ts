import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Lazy, type Stack } from 'aws-cdk-lib/core';
import { ClusterCapacity } from '../../lib/database/cluster-capacity';
import { messageOf } from '../connect/connect-given';
import { CLUSTER_ENGINES, database, stackIn, TITLES } from './given';

const INSTANCE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html';
const CLUSTER_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html';

const SMALL = ['t2.micro', 't2.small', 't3.micro', 't3.small', 't4g.micro', 't4g.small'];
const LARGER = ['t4g.medium', 'm7g.large'];
const WITHOUT: { readonly [title: string]: readonly string[] } = {
  PostgreSQL: [],
  MySQL: SMALL,
  MariaDB: SMALL,
  'Aurora PostgreSQL': [],
  'Aurora MySQL': [...SMALL, 't2.medium', 't3.medium', 't3.large'],
};

/** What says on which machine a database of a title is. */
function on(title: string, machine: string) {
  const instanceType = new InstanceType(machine);
  return title in CLUSTER_ENGINES ? { capacity: ClusterCapacity.provisioned({ instanceType }) } : { instanceType };
}

/** The parts of a database that have to do with insights. */
function insightsIn(stack: Stack): string[] {
  const { Resources } = Template.fromStack(stack).toJSON();
  return [...new Set(JSON.stringify(Resources).match(/\w*PerformanceInsights\w*|DatabaseInsightsMode/g))].sort();
}

const OF_INSTANCE = ['DatabaseInsightsMode', 'EnablePerformanceInsights', 'PerformanceInsightsRetentionPeriod'];
const OF_CLUSTER = [...OF_INSTANCE, 'PerformanceInsightsEnabled'].sort();

describe.each(TITLES)('%s', (title) => {
  const cluster = title in CLUSTER_ENGINES;
  const all = cluster ? OF_CLUSTER : OF_INSTANCE;
  const without = WITHOUT[title];
  const having = [...SMALL, 't2.medium', 't3.medium', 't3.large', ...LARGER].filter((each) => !without.includes(each));

  test('has insights on every machine that has room for them, also when asked', () => {
    for (const machine of having) {
      for (const insights of [undefined, true]) {
        const stack = stackIn();
        database(stack, title, { ...on(title, machine), insights });
        expect([machine, insightsIn(stack)]).toEqual([machine, all]);
      }
    }
  });

  test('is not looked at on a machine without room, and says so when asked', () => {
    for (const machine of without) {
      const stack = stackIn();
      database(stack, title, on(title, machine));
      expect([machine, insightsIn(stack)]).toEqual([machine, []]);
      expect(messageOf(() => database(stackIn(), title, { ...on(title, machine), insights: true }))).toBe(
        `Stack/Database: 'insights' needs a machine that has room for them with ${title}, got 'db.${machine}'; choose a larger one, or leave it out (${cluster ? CLUSTER_PAGE : INSTANCE_PAGE})`,
      );
    }
  });

  test('of a machine that is not known yet nothing is said', () => {
    const stack = stackIn();
    const machine = Lazy.string({ produce: () => 't3.micro' });
    database(stack, title, { ...on(title, machine), insights: true });
    expect(insightsIn(stack)).toEqual(all);
  });
});

test('a serverless cluster has insights, also of MySQL', () => {
  const stack = stackIn();
  database(stack, 'Aurora MySQL', { capacity: ClusterCapacity.serverless(), insights: true });
  expect(insightsIn(stack)).toEqual(OF_CLUSTER);
});
