import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration, Fn, Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** How long AWS Backup keeps what it takes. */
const KEPT = Duration.days(35);

/**
 * A plan of AWS Backup beside the automatic backups of RDS, which are deleted with the database: a backup every day, kept
 * for 35 days in a vault that stays when the stack goes.
 *
 * @param scope the database, under which `BackupVault` and `BackupPlan` are made
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
 */
export function backupPlan(scope: Construct, resourceArn: string): BackupPlan {
  const vault = new BackupVault(scope, 'BackupVault', {
    backupVaultName: vaultName(scope),
    // A first deployment that fails takes its empty vault with it; what stays would be in the way of the next.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const plan = new BackupPlan(scope, 'BackupPlan', {
    backupPlanName: Names.uniqueResourceName(scope, { maxLength: 50, separator: '-' }),
    backupVault: vault,
    backupPlanRules: [
      new BackupPlanRule({
        ruleName: 'Daily',
        scheduleExpression: Schedule.cron({ hour: '5', minute: '0' }),
        deleteAfter: KEPT,
      }),
    ],
  });
  plan.addSelection('Selection', { resources: [BackupResource.fromArn(resourceArn)] });
  return plan;
}

/**
 * A vault has to be named, and stays when its stack goes: a part of the id of the stack lets the same app be deployed again.
 */
function vaultName(scope: Construct): string {
  const id = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return `${Names.uniqueResourceName(scope, { maxLength: 37, separator: '-' })}-${Fn.select(4, Fn.split('-', id))}`;
}
