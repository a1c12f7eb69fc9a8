import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { DatabaseEngine } from './database-engine';
import { DatabaseProfile } from './database-profile';
import type { DatabaseProps } from './database-props';

/** Whether insights look at a database: as asked, otherwise as the profile has it, where its machine has room for them. */
export function insightsOf(props: DatabaseProps, engine: DatabaseEngine, machine: InstanceType | undefined): boolean {
  const { profile = DatabaseProfile.PRODUCTION } = props;
  return props.insights ?? (profile.insights && !engine._isWithoutInsights(String(machine)));
}

/** What is wrong with insights on a machine; undefined is one that grows and shrinks, which has room for them. */
export function insightsProblems(
  { insights }: DatabaseProps,
  engine: DatabaseEngine | undefined,
  machine: InstanceType | undefined,
): string[] {
  if (insights !== true || engine === undefined || !engine._isWithoutInsights(String(machine))) return [];
  return [
    `'insights' needs a machine that has room for them with ${engine.title}, got 'db.${machine}'; choose a larger one, or leave it out (${engine.cluster ? CLUSTER_PAGE : INSTANCE_PAGE})`,
  ];
}

const INSTANCE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html';
const CLUSTER_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html';
