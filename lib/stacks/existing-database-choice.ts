import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { DatabaseCluster, DatabaseInstance, type IClusterEngine, type IInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Database, type ExistingDatabaseOptions, type IDatabase } from '../database/database';
import { engineOf } from './database-choice';
import { databaseParameters } from './database-parameters';
import { databaseEngine } from './database-version';
import type { ExistingDatabaseConfig } from './existing-database-config';

/**
 * The database that the context describes: looked up, stated, or left to parameters of the template.
 *
 * @param connected whether an application of the stack connects to it
 */
export function existingDatabase(
  scope: Construct,
  vpc: IVpc,
  config: ExistingDatabaseConfig,
  connected: boolean,
): IDatabase {
  const { instanceIdentifier, clusterIdentifier, endpoint } = config;
  if (instanceIdentifier !== undefined) {
    const instance = DatabaseInstance.fromLookup(scope, 'LookedUp', { instanceIdentifier });
    return Database.fromInstance(scope, 'Database', instance, optionsOf(scope, vpc, config));
  }
  if (clusterIdentifier !== undefined) {
    const cluster = DatabaseCluster.fromLookup(scope, 'LookedUp', { clusterIdentifier });
    return Database.fromCluster(scope, 'Database', cluster, optionsOf(scope, vpc, config));
  }
  if (endpoint !== undefined) return stated(scope, vpc, { ...config, endpoint });
  const asked = databaseParameters(scope, engineOf(config), config.iamUser !== undefined, connected);
  return stated(scope, vpc, { ...config, ...asked, databaseName: config.databaseName ?? asked.databaseName });
}

function stated(
  scope: Construct,
  vpc: IVpc,
  config: ExistingDatabaseConfig & { readonly endpoint: string },
): IDatabase {
  const { endpoint, readerEndpoint, resourceId, engine = databaseEngine('postgres', '', []) } = config;
  const { usualPort, cluster } = engineOf({ engine });
  const { port = usualPort } = config;
  const options = { ...optionsOf(scope, vpc, config), engine };
  const securityGroups = options.securityGroups ?? [];
  // The host begins with the identifier.
  const identifier = Fn.select(0, Fn.split('.', endpoint));
  if (cluster) {
    const imported = DatabaseCluster.fromDatabaseClusterAttributes(scope, 'Imported', {
      clusterIdentifier: identifier,
      clusterResourceIdentifier: resourceId,
      clusterEndpointAddress: endpoint,
      readerEndpointAddress: readerEndpoint,
      port,
      securityGroups,
      engine: engine as IClusterEngine,
    });
    return Database.fromCluster(scope, 'Database', imported, options);
  }
  const imported = DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'Imported', {
    instanceIdentifier: identifier,
    instanceResourceId: resourceId,
    instanceEndpointAddress: endpoint,
    port,
    securityGroups,
    engine: engine as IInstanceEngine,
  });
  return Database.fromInstance(scope, 'Database', imported, options);
}

function optionsOf(scope: Construct, vpc: IVpc, config: ExistingDatabaseConfig): ExistingDatabaseOptions {
  const { engine, port, securityGroupId, secretArn, databaseName } = config;
  return {
    vpc,
    engine,
    port,
    databaseName,
    securityGroups:
      securityGroupId === undefined
        ? undefined
        : [SecurityGroup.fromSecurityGroupId(scope, 'SecurityGroup', securityGroupId)],
    secret: secretArn === undefined ? undefined : Secret.fromSecretCompleteArn(scope, 'Secret', secretArn),
  };
}
