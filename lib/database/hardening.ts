import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInsightsMode, EngineLifecycleSupport, PerformanceInsightRetention } from 'aws-cdk-lib/aws-rds';
import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import type { DatabaseEngine } from './database-engine';
import { DatabaseProfile } from './database-profile';
import type { DatabaseProps } from './database-props';
import { insightsOf } from './insights';
import { MasterCredentials } from './master-credentials';
import { monitoringRole } from './monitoring-role';

/** The database that clients open, where none is named. */
const DEFAULT_NAME = 'app';

/** What both kinds of database are hardened by, in the words of `aws-rds`. */
export function hardened(
  scope: Construct,
  props: DatabaseProps,
  engine: DatabaseEngine,
  machine: InstanceType | undefined,
) {
  const { profile = DatabaseProfile.PRODUCTION, credentials = MasterCredentials.managed() } = props;
  const { monitoringInterval = profile.monitoringInterval } = props;
  const monitored = monitoringInterval.toSeconds() > 0;
  warnOfName(scope, credentials.username);
  return {
    vpc: props.vpc,
    port: props.port ?? engine.defaultPort,
    credentials: credentials._render(),
    storageEncrypted: true,
    storageEncryptionKey: props.encryptionKey,
    iamAuthentication: true,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: true,
    deletionProtection: props.deletionProtection ?? profile.deletionProtection,
    removalPolicy: props.removalPolicy ?? profile.removalPolicy,
    engineLifecycleSupport: engine.extendedSupport
      ? EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED
      : undefined,
    cloudwatchLogsExports: [...engine.logExports],
    cloudwatchLogsRetention: props.logRetention ?? profile.logRetention,
    ...(monitored && { monitoringInterval, monitoringRole: monitoringRole(scope) }),
    ...(insightsOf(props, engine, machine) && {
      enablePerformanceInsights: true,
      performanceInsightRetention: PerformanceInsightRetention.DEFAULT,
      databaseInsightsMode: DatabaseInsightsMode.STANDARD,
      performanceInsightEncryptionKey: props.insightsEncryptionKey,
    }),
  };
}

/** The name of the database that clients open. */
export function nameOf({ databaseName = DEFAULT_NAME }: DatabaseProps): string {
  return databaseName;
}

/** The parameters of a database: TLS, logs, changes, and what the user adds. */
export function parametersOf(props: DatabaseProps, engine: DatabaseEngine): { [name: string]: string } {
  return {
    ...engine.logParameters,
    ...(props.changeDataCapture === true ? engine.changeParameters : {}),
    ...props.parameters,
    ...engine.tlsParameters,
  };
}

/** The service takes these names; whoever guesses passwords begins with them. */
const USUAL_NAMES = ['admin', 'administrator', 'postgres', 'root', 'master', 'mysql'];

function warnOfName(scope: Construct, username: string): void {
  if (!USUAL_NAMES.includes(username.toLowerCase())) return;
  Annotations.of(scope).addWarningV2(
    `${WARNING_PREFIX}database-master-user`,
    `'credentials' needs a master user whose name is not guessed first, got '${username}'; choose another one (https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-24)`,
  );
}
