import { RemovalPolicies, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';

/** What a database cannot be without, or its clients. */
const PARTS = [
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SecretsManager::SecretTargetAttachment',
];

/** The children of which all is kept: what else is of such a type belongs to a proxy or a rotation, which go. */
const CHILDREN: { readonly [id: string]: string } = {
  SecurityGroup: 'AWS::EC2::SecurityGroup',
  MonitoringRole: 'AWS::IAM::Role',
  MonitoringPolicy: 'AWS::IAM::ManagedPolicy',
};

/**
 * Keeps with a database that is kept what it needs: its groups are in use and could not be deleted, without its role it
 * is monitored no longer, and without its secret nobody could connect. Those that are made later are kept as well.
 */
export function retainParts(database: Construct, removalPolicy: RemovalPolicy): void {
  if (removalPolicy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) {
    keep(database, (scope, applyToResourceTypes) =>
      RemovalPolicies.of(scope).retainOnUpdateOrDelete({ applyToResourceTypes }),
    );
  } else if (removalPolicy === RemovalPolicy.RETAIN) {
    keep(database, (scope, applyToResourceTypes) => RemovalPolicies.of(scope).retain({ applyToResourceTypes }));
  }
}

function keep(database: Construct, policy: (scope: IConstruct, types: string[]) => void): void {
  policy(database, PARTS);
  for (const [id, type] of Object.entries(CHILDREN)) {
    const child = database.node.tryFindChild(id);
    if (child !== undefined) policy(child, [type]);
  }
}
