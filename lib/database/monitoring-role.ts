import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** To which every database of an account and Region sends what its operating system says. */
const LOG_GROUP = 'RDSOSMetrics';

/**
 * The role of enhanced monitoring, with a policy of ours: that of AWS allows more log groups than the one that is used.
 *
 * @param scope the database, under which `MonitoringPolicy` and `MonitoringRole` are made
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
 */
export function monitoringRole(scope: Construct): IRole {
  const stack = Stack.of(scope);
  const on = (resourceName: string) =>
    stack.formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const policy = new ManagedPolicy(scope, 'MonitoringPolicy', {
    description: `Enhanced monitoring of ${scope.node.id}`.slice(0, 1000),
    statements: [
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
        // The service names a log group with and without an empty part for the stream.
        resources: [on(LOG_GROUP), on(`${LOG_GROUP}:log-stream:`)],
      }),
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
        // A stream is named by the resource id, which a role that comes before the database cannot know.
        resources: [on(`${LOG_GROUP}:log-stream:*`)],
      }),
    ],
  });
  const assumedBy = new ServicePrincipal('monitoring.rds.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
  });
  return new Role(scope, 'MonitoringRole', { assumedBy, managedPolicies: [policy] }).withoutPolicyUpdates();
}
