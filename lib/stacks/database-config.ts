import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IEngine } from 'aws-cdk-lib/aws-rds';
import { MasterCredentials } from '../database/master-credentials';
import { flag, integer, objectOf, oneOf, parsed, type Reader, refuse, text, texts } from './context-value';
import { databaseEngine } from './database-version';

/** How Aurora Serverless v2 grows and shrinks. */
export interface ServerlessConfig {
  /**
   * The least capacity of each instance, in ACUs.
   *
   * @default 0.5
   */
  readonly minCapacity?: number;
  /**
   * The most capacity of each instance, in ACUs.
   *
   * @default 8
   */
  readonly maxCapacity?: number;
}

/** What the context can say about a database that is made. */
export interface DatabaseConfig {
  /**
   * The engine and its version: of an instance, or of an Aurora cluster.
   *
   * @default - PostgreSQL 17 on an instance
   */
  readonly engine?: IEngine;
  /**
   * The machine of the instance, or of each instance of a cluster.
   *
   * @default - that of the profile
   */
  readonly instanceType?: InstanceType;
  /**
   * Aurora Serverless v2 instead of machines of a stated size.
   *
   * @default - machines of a stated size
   */
  readonly serverless?: ServerlessConfig;
  /**
   * The number of readers of a cluster.
   *
   * @default - 1, in the profile DEV none
   */
  readonly readers?: number;
  /**
   * The database that is made first, and that clients open. A later change replaces the database.
   *
   * @default 'app'
   */
  readonly databaseName?: string;
  /**
   * The storage of an instance to begin with, in GiB.
   *
   * @default - 100, in the profile DEV 20
   */
  readonly allocatedStorage?: number;
  /**
   * How far that storage may grow by itself, in GiB.
   *
   * @default - ten times as far, in the profile DEV five times
   */
  readonly maxAllocatedStorage?: number;
  /**
   * Parameters of the engine, by the names of the service.
   *
   * @default - those of the library
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * Days for which automatic backups are kept, beside those of AWS Backup.
   *
   * @default - 7, in the profile DEV 1
   */
  readonly backupRetentionDays?: number;
  /**
   * Whether the service refuses to delete it.
   *
   * @default - true, in the profile DEV false
   */
  readonly deletionProtection?: boolean;
  /**
   * Whether clients connect through an RDS Proxy.
   *
   * @default false
   */
  readonly proxy?: boolean;
  /**
   * Whether others shall follow its changes: logical replication, or a binary log of rows.
   *
   * @default false
   */
  readonly changeDataCapture?: boolean;
  /**
   * Who makes and rotates the secret of the master user.
   *
   * @default - RDS does, every 7 days
   */
  readonly credentials?: MasterCredentials;
}

/** Reads a database that is made. */
export const databaseReader = objectOf<DatabaseConfig>({
  engine: databaseEngine,
  instanceType: parsed(instanceType, "a class of RDS, such as 'db.m7g.large'"),
  serverless: objectOf<ServerlessConfig>({ minCapacity: units(0), maxCapacity: units(1) }),
  readers: integer(0, 15),
  databaseName: text(/^[a-z]\w{0,62}$/i, "letters, digits and '_', a letter first"),
  allocatedStorage: integer(20, 65_536),
  maxAllocatedStorage: integer(20, 65_536),
  parameters: texts,
  backupRetentionDays: integer(1, 35),
  deletionProtection: flag,
  proxy: flag,
  changeDataCapture: flag,
  credentials: oneOf({ managed: MasterCredentials.managed(), generated: MasterCredentials.generated() }),
});

function instanceType(name: string): InstanceType {
  if (!/^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(name) || name === 'db.serverless') throw new Error(name);
  return new InstanceType(name.replace(/^db\./, ''));
}

/** Capacity units of Aurora, in steps of a half. */
function units(least: number): Reader<number> {
  return (value, path, problems) => {
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number * 2) && number >= least && number <= 256
      ? number
      : refuse(problems, path, `${least} to 256 ACUs in steps of 0.5`, value);
  };
}
