import type { ISecurityGroup, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnDBCluster, CfnDBInstance, DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ec2Text } from '../connect/client-rules';
import { checkReach } from '../network/service-reach';
import type { MasterCredentials } from './master-credentials';

/**
 * Has RDS make the secret of a database, and hands it out.
 *
 * @param scope our construct, under which `ManagedSecret` is made
 */
export function managedSecret(
  scope: Construct,
  resource: CfnDBInstance | CfnDBCluster,
  { encryptionKey }: MasterCredentials,
): ISecret {
  resource.masterUserPassword = undefined;
  resource.manageMasterUserPassword = true;
  if (encryptionKey !== undefined) resource.masterUserSecret = { kmsKeyId: encryptionKey.keyArn };
  return Secret.fromSecretAttributes(scope, 'ManagedSecret', {
    secretCompleteArn: resource.attrMasterUserSecretSecretArn,
    encryptionKey,
  });
}

/** Where the function that rotates a secret is. */
export interface RotationPlace {
  /** The network. */
  readonly vpc: IVpc;
  /** The subnets of the database. */
  readonly subnets: SelectedSubnets;
}

/**
 * Rotates the secret of a database by the function of `aws-rds`, and holds that it reaches Secrets Manager: without a way
 * there every rotation fails, days after the deployment.
 *
 * @param scope our construct, under which `RotationSecurityGroup` is made
 * @see https://github.com/aws/aws-cdk/issues/17265
 */
export function rotateSecret(
  scope: Construct,
  resource: DatabaseInstance | DatabaseCluster,
  { every }: MasterCredentials,
  { vpc, subnets }: RotationPlace,
): void {
  const securityGroup = rotationGroup(scope, vpc);
  checkReach(scope, vpc, subnets, ['secretsmanager']);
  resource.addRotationSingleUser({
    automaticallyAfter: every,
    vpcSubnets: { subnets: subnets.subnets },
    securityGroup,
  });
}

/** The group of the functions that rotate secrets of a database: out to the database, and by HTTPS to Secrets Manager. */
export function rotationGroup(scope: Construct, vpc: IVpc): ISecurityGroup {
  const known = scope.node.tryFindChild('RotationSecurityGroup') as SecurityGroup | undefined;
  if (known !== undefined) return known;
  const group = new SecurityGroup(scope, 'RotationSecurityGroup', {
    vpc,
    description: ec2Text(`Rotation of the secrets of the database ${scope.node.id}`),
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'HTTPS to Secrets Manager');
  return group;
}
