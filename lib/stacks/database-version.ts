import {
  AuroraMysqlEngineVersion,
  AuroraPostgresEngineVersion,
  DatabaseClusterEngine,
  DatabaseInstanceEngine,
  type IEngine,
  MariaDbEngineVersion,
  MysqlEngineVersion,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { type Reader, refuse } from './context-value';

/** An engine by the word of the context: the version of a stack that states none, and how one is made. */
interface VersionedEngine {
  /**
   * Frozen for the major release of this library: an upgrade cannot be undone. Of MySQL and MariaDB it is a minor one,
   * because cfn-lint refuses what is shorter.
   */
  readonly version: string;
  /** What its versions look like; the first group is what their parameters belong to. */
  readonly form: RegExp;
  readonly of: (version: string, major: string) => IEngine;
}

/** Of PostgreSQL from 10 on: `17` or `17.7`. */
const POSTGRES = /^([1-9]\d+)(?:\.\d+)?$/;
/** Of MySQL and MariaDB: `8.4` or `8.4.7`. */
const MYSQL = /^(\d+\.\d+)(?:\.\d+)?$/;
/** Of Aurora MySQL, whose version 3 is MySQL 8.0. */
const AURORA_MYSQL = /^(3\.\d+)\.\d+$/;

const ENGINES: { readonly [word: string]: VersionedEngine } = {
  postgres: {
    version: '17',
    form: POSTGRES,
    of: (version, major) => DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.of(version, major) }),
  },
  mysql: {
    version: '8.4.7',
    form: MYSQL,
    of: (version, major) => DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.of(version, major) }),
  },
  mariadb: {
    version: '11.4.8',
    form: MYSQL,
    of: (version, major) => DatabaseInstanceEngine.mariaDb({ version: MariaDbEngineVersion.of(version, major) }),
  },
  'aurora-postgres': {
    version: '17.7',
    form: POSTGRES,
    of: (version, major) =>
      DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.of(version, major) }),
  },
  'aurora-mysql': {
    version: '3.10.3',
    form: AURORA_MYSQL,
    of: (version) =>
      DatabaseClusterEngine.auroraMysql({
        version: AuroraMysqlEngineVersion.of(`8.0.mysql_aurora.${version}`, '8.0'),
      }),
  },
};

const WORDS = Object.keys(ENGINES);

/** Reads an engine of a database, with its version if one is stated. */
export const databaseEngine: Reader<IEngine> = (value, path, problems) => {
  const [, word, version] = /^(\D+?)(?:-([\d.]+))?$/.exec(String(value)) ?? [];
  const engine = typeof value === 'string' && Object.hasOwn(ENGINES, word) ? ENGINES[word] : undefined;
  const major = engine?.form.exec(version ?? engine.version)?.[1];
  if (engine !== undefined && major !== undefined) return engine.of(version ?? engine.version, major);
  const versions = WORDS.map((each) => `${each}-${ENGINES[each].version}`);
  return refuse(
    problems,
    path,
    `one of ${WORDS.join(', ')}, with a version if you like, such as ${versions.join(', ')}`,
    value,
  );
};
