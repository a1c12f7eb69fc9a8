import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraMysqlEngineVersion,
  AuroraPostgresEngineVersion,
  DatabaseClusterEngine,
  DatabaseInstanceEngine,
  MariaDbEngineVersion,
  MysqlEngineVersion,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DatabaseCluster } from '../../lib/database/database-cluster';
import type { DatabaseClusterProps } from '../../lib/database/database-cluster-props';
import { DatabaseInstance } from '../../lib/database/database-instance';
import type { DatabaseInstanceProps } from '../../lib/database/database-instance-props';
import type { DatabaseProps } from '../../lib/database/database-props';
import { givenNetwork } from '../compliance/given-network';

export const INSTANCE_ENGINES = {
  PostgreSQL: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
  MySQL: DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.VER_8_4_7 }),
  MariaDB: DatabaseInstanceEngine.mariaDb({ version: MariaDbEngineVersion.VER_11_4_8 }),
};

export const CLUSTER_ENGINES = {
  'Aurora PostgreSQL': DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
  'Aurora MySQL': DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_10_0 }),
};

export const TITLES = [...Object.keys(INSTANCE_ENGINES), ...Object.keys(CLUSTER_ENGINES)];

export type AnyDatabase = DatabaseInstance | DatabaseCluster;

export function stackIn(app = new App(), id = 'Stack'): Stack {
  return new Stack(app, id, { env: { account: '111111111111', region: 'eu-west-1' } });
}

/** The network of a stack, by its ids. */
export function networkIn(scope: Construct): IVpc {
  return (Stack.of(scope).node.tryFindChild('Network') as IVpc | undefined) ?? givenNetwork(Stack.of(scope));
}

/** A database of an engine, by its title. */
export function database(
  scope: Construct,
  title: string,
  props: Partial<DatabaseProps & DatabaseInstanceProps & DatabaseClusterProps> = {},
  id = 'Database',
): AnyDatabase {
  const { engine, ...rest } = props;
  const all = { vpc: networkIn(scope), ...rest };
  if (title in INSTANCE_ENGINES) {
    const known = INSTANCE_ENGINES[title as keyof typeof INSTANCE_ENGINES];
    return new DatabaseInstance(scope, id, { ...all, engine: known });
  }
  const known = CLUSTER_ENGINES[title as keyof typeof CLUSTER_ENGINES];
  return new DatabaseCluster(scope, id, { ...all, engine: known });
}
