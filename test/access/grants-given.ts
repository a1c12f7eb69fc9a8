import { Template } from 'aws-cdk-lib/assertions';
import { CfnReplicationGroup, CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, type Environment, Resource, Stack } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { CacheGrants } from '../../lib/access/cache-grants';
import type { IUser } from '../../lib/access/user';
import { accessArn } from '../../lib/access/user-id';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';

export const ACCOUNT = '111111111111';
export const HERE: Environment = { account: ACCOUNT, region: 'eu-west-1' };

/** A user of a fixed id. */
export class KnownUser extends Resource implements IUser {
  public readonly userName = this.node.id;
  public readonly userId = this.node.id;
  public readonly userArn = accessArn(this, 'user', this.node.id);
  public readonly userRef = { userName: this.userName, userArn: this.userArn };
  constructor(
    scope: Construct,
    id: string,
    public readonly authentication = AuthKind.IAM,
  ) {
    super(scope, id);
  }
}

export function stackIn(app = new App(), id = 'Stack', env: Environment = HERE): Stack {
  return new Stack(app, id, { env });
}

export function roleIn(scope: Construct): Role {
  return new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

export function groupIn(scope: Construct, replicationGroupId?: string): CfnReplicationGroup {
  return new CfnReplicationGroup(scope, 'Group', { replicationGroupDescription: 'A group', replicationGroupId });
}

export function serverlessIn(scope: Construct, serverlessCacheName = 'sessions'): CfnServerlessCache {
  return new CfnServerlessCache(scope, 'Serverless', { serverlessCacheName, engine: 'valkey' });
}

export const onGroup = (scope: Construct) => CacheGrants.fromReplicationGroup(groupIn(scope));
export const onServerless = (scope: Construct) => CacheGrants.fromServerlessCache(serverlessIn(scope));

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly [element: string]: unknown;
}

/** The statements of the policies of a stack, as they stand in the template. */
export function statementsIn(scope: Stack): Statement[] {
  const policies = Template.fromStack(scope).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** A text with its references by name. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, inner]] = Object.entries(value as { [intrinsic: string]: unknown });
  if (name === 'Fn::Join') return (inner as [string, unknown[]])[1].map(flat).join('');
  if (name === 'Ref') return `<${inner}>`;
  return `<${(inner as { StackName: string }).StackName ?? JSON.stringify(inner)}>`;
}

export const listOf = (value: unknown) => (Array.isArray(value) ? value : [value]);

/** An ARN without what all of a stack begin with. */
export const short = (arn: unknown) => flat(arn).replace(`arn:<AWS::Partition>:elasticache:eu-west-1:${ACCOUNT}:`, '');

/** What a grant writes: actions, and the short ARNs on which. */
export function granted(make: (grantee: IGrantable, scope: Stack) => unknown): [string[], string[]][] {
  const scope = stackIn();
  make(roleIn(scope), scope);
  return statementsIn(scope).map(({ Action, Resource }) => [
    listOf(Action).map((action) => action.replace('elasticache:', '')),
    listOf(Resource).map(short),
  ]);
}

/** The whole text of the refusal. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidCacheError);
    return (error as Error).message;
  }
  return 'no error';
}

/** The warnings of this library in the whole app, each with its construct. */
export function warningsIn(scope: Stack): string[] {
  const { stacksRecursively } = (scope.node.root as App).synth();
  return stacksRecursively
    .flatMap(({ messages }) => messages.map(({ id, entry }) => `${id.slice(1)}: ${entry.data}`))
    .filter((text) => text.includes('cdk-cache-tier:'));
}
