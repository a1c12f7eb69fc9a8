import type { IClusterEngine, IInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { Duration } from 'aws-cdk-lib/core';
import { ClusterCapacity } from '../database/cluster-capacity';
import { DatabaseEngine } from '../database/database-engine';
import type { DatabaseProps } from '../database/database-props';
import { MasterCredentials } from '../database/master-credentials';
import { DatabaseSource } from '../patterns/database-source';
import type { DatabaseConfig } from './database-config';

/** The engine of a database; undefined for the default of an instance. */
export function engineOf({ engine }: DatabaseConfig): DatabaseEngine {
  return engine === undefined ? DatabaseEngine.POSTGRES : DatabaseEngine.of(engine);
}

/** As whom clients connect by IAM: a proxy lets no passwords in. Undefined without a proxy. */
export function masterBehindProxy({
  proxy,
  credentials = MasterCredentials.managed(),
}: DatabaseConfig): string | undefined {
  return proxy === true ? credentials.username : undefined;
}

/** The database that the context describes. */
export function databaseSource(config: DatabaseConfig): DatabaseSource {
  const { engine, instanceType, allocatedStorage, maxAllocatedStorage } = config;
  const props = propsOf(config);
  if (engineOf(config).cluster) {
    return DatabaseSource.cluster({ ...props, engine: engine as IClusterEngine, capacity: capacityOf(config) });
  }
  const ofInstance = { engine: engine as IInstanceEngine | undefined, instanceType };
  return DatabaseSource.instance({ ...props, ...ofInstance, allocatedStorage, maxAllocatedStorage });
}

function propsOf(config: DatabaseConfig): Partial<DatabaseProps> {
  const { databaseName, parameters, backupRetentionDays, deletionProtection, proxy, changeDataCapture } = config;
  return {
    databaseName,
    parameters,
    backupRetention: backupRetentionDays === undefined ? undefined : Duration.days(backupRetentionDays),
    deletionProtection,
    proxy,
    changeDataCapture,
    credentials: config.credentials,
  };
}

function capacityOf({ serverless, readers, instanceType }: DatabaseConfig): ClusterCapacity {
  return serverless === undefined
    ? ClusterCapacity.provisioned({ instanceType, readers })
    : ClusterCapacity.serverless({ ...serverless, readers });
}
