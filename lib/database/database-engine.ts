import type { IEngine } from 'aws-cdk-lib/aws-rds';
import { InvalidCacheError } from '../policy/invalid-cache-error';

/** What a row says of an engine. */
interface EngineRow {
  readonly title: string;
  readonly speaks: string;
  readonly cluster: boolean;
  readonly port: number;
  readonly usualPort: number;
  readonly tls: { readonly [parameter: string]: string };
  readonly logs: readonly string[];
  readonly logging?: { readonly [parameter: string]: string };
  readonly changes: { readonly [parameter: string]: string };
  readonly extendedSupport?: boolean;
  /** The machines on which Database Insights are not supported. */
  readonly withoutInsights?: RegExp;
}

const MYSQL_LOGS = ['audit', 'error', 'general', 'slowquery'];
/** The slow log goes to a file, which is what is exported; by default there is none, and it would go to a table. */
const SLOW_LOG = { slow_query_log: '1', log_output: 'FILE' };
/** Machines without Database Insights, of MySQL and MariaDB, and of Aurora MySQL. */
const SMALL = /^t(2|3|4g)\.(micro|small)$/;
const SMALL_OF_AURORA = /^(t[23]\..+|t4g\.(micro|small))$/;
const BINLOG = { binlog_format: 'ROW', binlog_row_image: 'FULL' };

/**
 * A database engine as a row: what its clients speak, and what is hardened how. It is thin over `aws-rds`, which knows
 * the versions.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html
 */
export class DatabaseEngine {
  /** RDS for PostgreSQL. */
  public static readonly POSTGRES = new DatabaseEngine('postgres', {
    title: 'PostgreSQL',
    speaks: 'postgres',
    cluster: false,
    port: 5433,
    usualPort: 5432,
    tls: { 'rds.force_ssl': '1' },
    logs: ['postgresql', 'upgrade'],
    changes: { 'rds.logical_replication': '1' },
  });

  /** RDS for MySQL. */
  public static readonly MYSQL = new DatabaseEngine('mysql', {
    title: 'MySQL',
    speaks: 'mysql',
    cluster: false,
    port: 3307,
    usualPort: 3306,
    tls: { require_secure_transport: '1' },
    logs: MYSQL_LOGS,
    logging: SLOW_LOG,
    changes: BINLOG,
    withoutInsights: SMALL,
  });

  /** RDS for MariaDB. */
  public static readonly MARIADB = new DatabaseEngine('mariadb', {
    title: 'MariaDB',
    speaks: 'mariadb',
    cluster: false,
    port: 3307,
    usualPort: 3306,
    tls: { require_secure_transport: '1' },
    logs: MYSQL_LOGS,
    logging: SLOW_LOG,
    changes: BINLOG,
    withoutInsights: SMALL,
    extendedSupport: false,
  });

  /** Aurora PostgreSQL. */
  public static readonly AURORA_POSTGRESQL = new DatabaseEngine('aurora-postgresql', {
    title: 'Aurora PostgreSQL',
    speaks: 'postgres',
    cluster: true,
    port: 5433,
    usualPort: 5432,
    tls: { 'rds.force_ssl': '1' },
    logs: ['postgresql'],
    changes: { 'rds.logical_replication': '1' },
  });

  /** Aurora MySQL. */
  public static readonly AURORA_MYSQL = new DatabaseEngine('aurora-mysql', {
    title: 'Aurora MySQL',
    speaks: 'mysql',
    cluster: true,
    port: 3307,
    usualPort: 3306,
    tls: { require_secure_transport: 'ON' },
    logs: MYSQL_LOGS,
    logging: {
      server_audit_logging: '1',
      server_audit_events: 'CONNECT,QUERY_DDL,QUERY_DCL',
      slow_query_log: '1',
    },
    changes: BINLOG,
    withoutInsights: SMALL_OF_AURORA,
  });

  /**
   * The row of an engine of `aws-rds`.
   *
   * @throws InvalidCacheError for an engine that the library does not know, such as Oracle or SQL Server
   */
  public static of(engine: IEngine): DatabaseEngine {
    const { engineType } = engine;
    const known = ROWS.find(({ name }) => name === engineType);
    if (known === undefined) throw new InvalidCacheError('DatabaseEngine.of', [unknownEngine(engineType)]);
    return known;
  }

  /** What people call it. */
  public readonly title: string;
  /** What its clients speak: `postgres`, `mysql` or `mariadb`. */
  public readonly speaks: string;
  /** Whether `cache-tier` can wrap the pools of its clients; those of others read through the cache by hand. */
  public readonly wrapper: boolean;
  /** Whether it is an engine of clusters. */
  public readonly cluster: boolean;
  /** The port of a database that states none. It is not the usual one, and pinned: a later change replaces an instance. */
  public readonly defaultPort: number;
  /** The port that everybody knows; an RDS Proxy listens on it. */
  public readonly usualPort: number;
  /** The parameters that refuse clients without TLS. */
  public readonly tlsParameters: { readonly [parameter: string]: string };
  /** The logs that go to CloudWatch Logs. */
  public readonly logExports: readonly string[];
  /** The parameters with which those logs have something to say. */
  public readonly logParameters: { readonly [parameter: string]: string };
  /** The parameters with which others can follow its changes. */
  public readonly changeParameters: { readonly [parameter: string]: string };
  /** Whether the service would go on, at a price, with a version that is past its end. */
  public readonly extendedSupport: boolean;
  private readonly withoutInsights?: RegExp;

  private constructor(
    /** The value in templates, such as `aurora-postgresql`. */
    public readonly name: string,
    row: EngineRow,
  ) {
    this.title = row.title;
    this.speaks = row.speaks;
    this.wrapper = row.speaks === 'postgres';
    this.cluster = row.cluster;
    this.defaultPort = row.port;
    this.usualPort = row.usualPort;
    this.tlsParameters = row.tls;
    this.logExports = row.logs;
    this.logParameters = row.logging ?? {};
    this.changeParameters = row.changes;
    this.extendedSupport = row.extendedSupport ?? true;
    this.withoutInsights = row.withoutInsights;
  }

  /**
   * Whether it has no Database Insights on a machine, such as `t4g.micro`; of one that is not known yet, nothing is said.
   *
   * @internal
   */
  public _isWithoutInsights(machine: string): boolean {
    return this.withoutInsights?.test(machine) ?? false;
  }

  /** Its name. */
  public toString(): string {
    return this.name;
  }
}

const { POSTGRES, MYSQL, MARIADB, AURORA_POSTGRESQL, AURORA_MYSQL } = DatabaseEngine;
const ROWS: readonly DatabaseEngine[] = [POSTGRES, MYSQL, MARIADB, AURORA_POSTGRESQL, AURORA_MYSQL];

function unknownEngine(name: string): string {
  return `'engine' needs PostgreSQL, MySQL, MariaDB, Aurora PostgreSQL or Aurora MySQL, got '${name}', whose clients and parameters this library does not know; make it with aws-rds, and cache by hand with ReplicationGroup and cache-tier (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html)`;
}
