import { type Duration, Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { DatabaseClusterProps } from './database-cluster-props';
import { DatabaseEngine } from './database-engine';
import type { DatabaseProps } from './database-props';

/** The engine of a database, in the right kind of database; undefined if it is refused. */
export function engineOf(
  engine: Parameters<typeof DatabaseEngine.of>[0],
  cluster: boolean,
  problems: string[],
): DatabaseEngine | undefined {
  try {
    const known = DatabaseEngine.of(engine);
    if (engine.parameterGroupFamily === undefined) problems.push(withoutVersion(known));
    if (known.cluster === cluster) return known;
    problems.push(
      `'engine' needs an engine of ${cluster ? 'clusters' : 'instances'}, got '${known.name}'; make it with ${known.cluster ? 'DatabaseCluster' : 'DatabaseInstance'}`,
    );
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    problems.push(...error.problems);
  }
  return undefined;
}

/** Parameters, such as the one that asks for TLS, belong to the family of a version. */
function withoutVersion({ name, cluster }: DatabaseEngine): string {
  const versioned = cluster
    ? 'DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_4 })'
    : 'DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 })';
  return `'engine' needs a version, got '${name}' without one; state it, such as ${versioned} (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html)`;
}

/** What is wrong with what can be said about a database of either kind. */
export function databaseProblems(props: DatabaseProps, engine: DatabaseEngine | undefined): string[] {
  const { port, databaseName, proxy, proxyOptions, credentials, parameters = {} } = props;
  const problems = [...daysProblems(props.backupRetention), ...intervalProblems(props.monitoringInterval)];
  if (port !== undefined && !Token.isUnresolved(port) && !(Number.isInteger(port) && port >= 1150 && port <= 65535)) {
    problems.push(`'port' needs a port of 1150 to 65535, got ${port}; leave it out for the default (${CREATE_PAGE})`);
  }
  if (databaseName !== undefined && !Token.isUnresolved(databaseName) && !/^[a-z]\w{0,62}$/i.test(databaseName)) {
    problems.push(
      `'databaseName' needs letters, digits and '_', a letter first, at most 63, got '${databaseName}'; rename it (${CREATE_PAGE})`,
    );
  }
  if (proxy === false && proxyOptions !== undefined) {
    problems.push("'proxyOptions' needs a proxy, got proxy: false; leave one of them out");
  }
  if (props.insights === false && props.insightsEncryptionKey !== undefined) {
    problems.push("'insightsEncryptionKey' needs insights, got insights: false; leave one of them out");
  }
  const loose = Object.keys(engine?.tlsParameters ?? {}).filter((name) => name in parameters);
  for (const name of loose) {
    problems.push(
      `'parameters' needs to be without '${name}', got '${parameters[name]}': every client connects by TLS; leave it out`,
    );
  }
  if (engine?.speaks === 'postgres' && /^(user$|pg_)/i.test(credentials?.username ?? '')) {
    problems.push(
      `'credentials' needs a master user whose name PostgreSQL does not keep for itself, got '${credentials?.username}'; choose another name (https://www.postgresql.org/docs/current/sql-createrole.html)`,
    );
  }
  return problems;
}

/** What is wrong with turning a cluster back. */
export function backtrackProblems(
  { backtrackWindow, changeDataCapture }: DatabaseClusterProps,
  engine: DatabaseEngine | undefined,
): string[] {
  if (backtrackWindow === undefined) return [];
  const hours = backtrackWindow.toHours({ integral: false });
  return [
    ...(engine !== undefined && engine.name !== 'aurora-mysql'
      ? [`'backtrackWindow' needs Aurora MySQL, got ${engine.title}; leave it out (${BACKTRACK_PAGE})`]
      : []),
    ...(changeDataCapture === true
      ? [
          `'backtrackWindow' needs a cluster without a binary log, got changeDataCapture: true; choose one (${BACKTRACK_PAGE})`,
        ]
      : []),
    ...(!Token.isUnresolved(hours) && hours > 72
      ? [`'backtrackWindow' needs at most 72 hours, got ${hours}; shorten it (${BACKTRACK_PAGE})`]
      : []),
  ];
}

const BACKTRACK_PAGE =
  'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html';

function daysProblems(retention: Duration | undefined): string[] {
  const days = retention?.toDays({ integral: false });
  if (days === undefined || Token.isUnresolved(days) || (Number.isInteger(days) && days >= 1 && days <= 35)) return [];
  return [`'backupRetention' needs whole days, 1 to 35, got ${days} days; choose Duration.days(n) (${BACKUP_PAGE})`];
}

const INTERVALS = [0, 1, 5, 10, 15, 30, 60];

function intervalProblems(interval: Duration | undefined): string[] {
  const seconds = interval?.toSeconds({ integral: false });
  if (seconds === undefined || Token.isUnresolved(seconds) || INTERVALS.includes(seconds)) return [];
  return [
    `'monitoringInterval' needs 0, 1, 5, 10, 15, 30 or 60 seconds, got ${seconds}; choose one of them (${CREATE_PAGE})`,
  ];
}

const CREATE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html';
const BACKUP_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html';
