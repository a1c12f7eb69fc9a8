import { createHash } from 'node:crypto';
import { Metric, type Metrics } from '../metrics/metrics';
import type { WrapOptions } from '../pg/cache-policy';
import type { CatalogQuery, WrapContext, WrapMode } from '../pg/wrap-context';
import { databaseOf, targetOf } from '../pg/wrap-pool';
import { Names } from '../protocol/names';
import type { Protocol } from '../protocol/protocol';
import type { ReadRequest } from '../protocol/request';
import { DatabaseSchema } from './database-schema';

/** Versions of schemas are not renewed by entries. In milliseconds. */
const SCHEMA_STAMP_LIFE = 7 * 86_400_000;

/** What wrapped databases have of their tier. */
export interface WrappingParts {
  readonly protocol: Protocol;
  readonly metrics: Metrics;
  /** A secret that all applications of a database share, if there is one. */
  readonly hashKey?: string;
  readonly schemaRefreshMs: number;
  readonly entryPrefix: () => string;
  readonly applicationTag: (tag: string) => string;
  readonly mode: () => WrapMode;
  readonly fresh: () => boolean;
  readonly onProblem?: (error: Error) => void;
}

/** Puts pools and clients of one process before the protocol. */
export class Wrapping {
  private readonly known = new Map<string, Names>();
  private readonly schemas = new Map<string, DatabaseSchema>();

  public constructor(private readonly parts: WrappingParts) {}

  /** What one pool or client is wrapped with. */
  public context(options: WrapOptions, background?: CatalogQuery): WrapContext {
    const { protocol, metrics, applicationTag, mode, fresh, onProblem } = this.parts;
    return {
      options,
      mode,
      fresh,
      applicationTag,
      names: (space) => this.names(space),
      planner: (database) => this.schema(database.space, options, background).plans(database),
      read: (request) => protocol.reader.read(this.guarded(request)),
      announce: (versions) => protocol.writer.announce(versions),
      events: {
        bypass: (reason) => metrics.count(Metric.BYPASS, reason),
        observed: () => metrics.count(Metric.OBSERVED),
        unresolved: (reason) => metrics.count(Metric.DATABASE_DROP, reason),
        untold: (reason) => metrics.count(Metric.UNACKNOWLEDGED, reason),
        untouched: (reason) => onProblem?.(new Error(`a pool or client of pg is left as it is: ${reason}`)),
      },
    };
  }

  /** The names of the database with this identity. The identity itself stands in no key. */
  public names(space: string): Names {
    let names = this.known.get(space);
    if (!names) {
      names = new Names(digest('space', space), this.parts.hashKey ?? digest('hash', space), this.parts.entryPrefix);
      this.known.set(space, names);
    }
    return names;
  }

  /**
   * The version keys of tables, or of the database and its schema.
   *
   * @throws TypeError if the pool is not wrapped, or the database does not say which one it is
   */
  public async keysOf(pool: object, tables: readonly string[] | undefined): Promise<readonly string[]> {
    if (!targetOf(pool)) throw new TypeError('a pool is needed that was given to `wrap`');
    const database = await databaseOf(pool);
    const names = database?.names;
    if (!names) throw new TypeError("the database does not say which one it is: wrap it with the option 'database'");
    if (!tables) return [names.database, names.schema];
    const { searchPath } = database.session;
    const full = tables.flatMap((table) =>
      table.includes('.') ? [table] : searchPath.map((name) => `${name}.${table}`),
    );
    return full.flatMap((table) => [names.version(table), names.version(`${table}*`)]);
  }

  /** A read is planned under a schema; whether that is still the one is seen in what the cache says of the database. */
  private guarded<T>(request: ReadRequest<T>): ReadRequest<T> {
    const database = request.tags.found[0]!;
    const schema = this.schemas.get(database);
    return schema ? { ...request, holds: (stamps) => schema.holds(stamps.get(database)) } : request;
  }

  private schema(space: string, options: WrapOptions, background?: CatalogQuery): DatabaseSchema {
    const names = this.names(space);
    let schema = this.schemas.get(names.database);
    if (!schema) {
      const keys = [names.database, names.schema] as const;
      schema = new DatabaseSchema({
        functions: options.functions,
        refreshMs: this.parts.schemaRefreshMs,
        background,
        onProblem: this.parts.onProblem,
        tell: () => void this.parts.protocol.writer.drop(keys),
        stamps: async () => {
          const stamps = await this.parts.protocol.reader.stamps(keys, SCHEMA_STAMP_LIFE);
          return stamps && { database: stamps.get(keys[0])!, schema: stamps.get(keys[1])! };
        },
      });
      this.schemas.set(names.database, schema);
    }
    return schema;
  }
}

function digest(purpose: string, space: string): string {
  return createHash('sha256').update(`cache-tier ${purpose} ${space}`).digest('base64url').slice(0, 22);
}
