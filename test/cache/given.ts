import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import * as core from 'aws-cdk-lib/core';
import { App, type Environment, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ReplicationGroup, type ReplicationGroupProps } from '../../lib';

export interface Resources {
  // biome-ignore lint/suspicious/noExplicitAny: tests read into templates
  [logicalId: string]: any;
}

/** The logical ids of `new ReplicationGroup(stack, 'Cache', ...)`: a changed one replaces somebody's cache. */
export const ID = {
  group: 'Cache18F6EE16',
  subnetGroup: 'CacheSubnetGroup91C52AB9',
  securityGroup: 'CacheSecurityGroup79A9F160',
  parameterGroup: 'CacheParameterGroupC81FA2E5',
  slowLog: 'CacheSlowLog7A83D7CB',
  engineLog: 'CacheEngineLog81E5CA37',
  userGroup: 'CacheUserGroup65B24140',
  user: 'CacheUserreadwrite63280ADD',
} as const;

export const DEFAULT_IDS: string[] = Object.values(ID).sort();

/** The ids that the service knows, with which others name them: a changed one replaces group, user and policies. */
export const USER_GROUP_ID = 'stack-cache-usergroup-ccd04637-valkey';
export const USER_ID = 'stack-cache-erreadwrite-1653e54a-valkey';

export const DOCS = 'https://docs.aws.amazon.com/AmazonElastiCache/latest';

/** A network by its ids: no account, no lookup, and no resource in the template. */
export function network(scope: Construct, zones = ['eu-west-1a', 'eu-west-1b'], id = 'Network'): IVpc {
  return Vpc.fromVpcAttributes(scope, id, {
    vpcId: 'vpc-1',
    availabilityZones: zones,
    privateSubnetIds: zones.map((zone) => `subnet-${zone}`),
    privateSubnetRouteTableIds: zones.map((zone) => `rtb-${zone}`),
  });
}

export function stack(env?: Environment): Stack {
  return new Stack(new App(), 'Stack', { env });
}

export type Props = Partial<ReplicationGroupProps>;

export type PropsIn = Props | ((scope: Stack) => Props);

/** `new ReplicationGroup(stack, 'Cache', ...)` in a network of two zones. */
export function cacheIn(scope: Stack, props: PropsIn = {}): ReplicationGroup {
  const vpc = network(scope);
  return new ReplicationGroup(scope, 'Cache', { vpc, ...(typeof props === 'function' ? props(scope) : props) });
}

/** What the template has under `Resources`. */
export function resources(scope: Stack): Resources {
  return Template.fromStack(scope).toJSON().Resources;
}

export function resourcesOf(props: PropsIn = {}, env?: Environment): Resources {
  const scope = stack(env);
  cacheIn(scope, props);
  return resources(scope);
}

/** The properties of the replication group. */
export function groupOf(props: PropsIn = {}): Resources {
  return resourcesOf(props)[ID.group].Properties;
}

export function l1(cache: ReplicationGroup): CfnReplicationGroup {
  return cache.node.defaultChild as CfnReplicationGroup;
}

/** The whole text of the error that this raises. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** The text of the refusal of a cache, its parts split, without the address of the page. */
export function refusalsOf(props: PropsIn, env?: Environment): string[] {
  return messageOf(() => cacheIn(stack(env), props))
    .replace(/^Stack\/Cache: ?\n?/, '')
    .split('\n')
    .map((line) => line.replace(/^ {2}- /, '').replace(/ \(https:[^)]*\) \[[a-z0-9-]+\]$/, ''));
}

/** The ids of the warnings of this library in the whole app, acknowledged ones left out. */
export function warningsIn(scope: Stack): string[] {
  const app = scope.node.root as App;
  const texts = app
    .synth()
    .stacksRecursively.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)));
  return texts.flatMap((text) => /\[ack: cdk-cache-tier:(.+)\]$/.exec(text)?.[1] ?? []);
}

export function warningsOf(props: PropsIn, env?: Environment): string[] {
  const scope = stack(env);
  cacheIn(scope, props);
  return warningsIn(scope);
}

/**
 * Whether the CDK is so new that a plugin's errors end in an exception, and that every acknowledgement finds its warning.
 * `npm run test:floor` runs on one that is older: it prints, sets the exit code, and knows the annotations' way only.
 */
export const NEW_VALIDATIONS = 'CloudFormationValidatePlugin' in core;

/** What the synthesis of an app with plugins says of it, in an exception or in its report. */
export function refusalOf(app: core.App): string {
  const before = process.exitCode;
  const thrown = messageOf(() => app.synth());
  const reported = process.exitCode === 1 && before !== 1;
  process.exitCode = before;
  return reported ? readFileSync(join(app.outdir, 'policy-validation-report.json'), 'utf8') : thrown;
}
