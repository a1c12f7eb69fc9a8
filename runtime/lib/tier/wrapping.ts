import { createHash } from 'node:crypto';
import { Metric, type Metrics } from '../metrics/metrics';
import type { WrapOptions } from '../pg/cache-policy';
import type { CachingTerms } from '../pg/caching-terms';
import { onCatalogConnection } from '../pg/catalog-connection';
import { type Explanation, explain } from '../pg/explain';
import { wrapClient } from '../pg/wrap-client';
import type { WrapContext, WrapMode } from '../pg/wrap-context';
import { wrapModule } from '../pg/wrap-module';
import { wrapPool } from '../pg/wrap-pool';
import { databaseOf, Names } from '../protocol/names';
import type { Protocol } from '../protocol/protocol';
import type { Reader } from '../protocol/reader';
import type { ReadRequest } from '../protocol/request';
import { type CatalogInBackground, DatabaseSchema } from './database-schema';
import { announcePlanned, type PlannedUnder } from './planned-writes';
import { versionsOf } from './table-versions';

/** Versions of schemas are not renewed by entries. In milliseconds. */
const SCHEMA_STAMP_LIFE = 7 * 86_400_000;

/** What wrapped databases have of their tier. */
export interface WrappingParts {
  readonly protocol: Protocol;
  /** Reads through the cache. @default - the reader of the protocol */
  readonly reader?: Pick<Reader, 'read'>;
  readonly metrics: Metrics;
  /** A secret that all applications of a database share, if there is one. */
  readonly hashKey?: string;
  readonly schemaRefreshMs: number;
  /** Whether the schema may be read behind the queries. */
  readonly background: boolean;
  readonly entryPrefix: () => string;
  readonly applicationTag: (tag: string) => string;
  readonly mode: () => WrapMode;
  readonly terms: () => CachingTerms;
  readonly fresh: () => boolean;
  readonly onProblem?: (error: Error) => void;
}

/** Puts pools and clients of one process before the protocol. */
export class Wrapping {
  private readonly known = new Map<string, Names>();
  private readonly schemas = new Map<string, DatabaseSchema>();
  /** The version key of the schema, by that of its database. */
  private readonly schemaKeys = new Map<string, string>();

  public constructor(private readonly parts: WrappingParts) {}

  /** Wraps a pool or a client, in place. */
  public wrap<T extends object>(database: T, options: WrapOptions): T {
    if (typeof (database as { query?: unknown } | undefined)?.query !== 'function') {
      throw new TypeError("'wrap' needs a pool or a client of node-postgres; for the module pg there is 'wrapModule'");
    }
    if (!isPool(database)) return wrapClient(database, this.context(options));
    // The schema is read again behind the queries, where anything may go on there.
    const behind = this.parts.background ? onCatalogConnection.bind(undefined, database) : undefined;
    return wrapPool(database, this.context(options, behind));
  }

  /** The module `pg`, with pools and clients that are wrapped. */
  public wrapModule<T extends object>(pg: T, options: WrapOptions): T {
    const { Pool, Client } = pg as { Pool?: unknown; Client?: unknown };
    if (typeof Pool !== 'function' || typeof Client !== 'function') {
      throw new TypeError("'wrapModule' needs the module pg; for a pool or a client there is 'wrap'");
    }
    return wrapModule(pg, this.context(options));
  }

  /** Says what the cache makes of a statement. */
  public explain(pool: object, text: string, values: readonly unknown[]): Promise<Explanation> {
    return explain(pool, text, values);
  }

  /** What one pool or client is wrapped with. */
  public context(options: WrapOptions, background?: CatalogInBackground): WrapContext {
    const { protocol, reader = protocol.reader, metrics, applicationTag, onProblem } = this.parts;
    const { mode, fresh, terms } = this.parts;
    const functions = JSON.stringify(options.functions ?? {});
    return {
      options,
      mode,
      fresh,
      terms,
      applicationTag,
      names: (space) => this.names(space),
      planner: (database) => this.schema(database.space, functions).plans(database, background),
      read: (request) => reader.read(this.guarded(request, functions)),
      announce: (versions) => announcePlanned(protocol, metrics, versions, this.plannedUnder(versions, functions)),
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

  /** The version keys of tables, or of the database and its schema. */
  public versionsOf(pool: object, tables: readonly string[] | undefined): Promise<readonly string[]> {
    return versionsOf(pool, tables);
  }

  /** A read is planned under a schema; whether that is still the one is seen in what the cache says of the database. */
  private guarded<T>(request: ReadRequest<T>, functions: string): ReadRequest<T> {
    const database = request.tags.found[0]!;
    const schema = this.schemas.get(`${database} ${functions}`);
    return schema ? { ...request, holds: (stamps) => schema.holds(stamps.get(database)) } : request;
  }

  /** What a write was planned under, whose version keys these are. */
  private plannedUnder(versions: readonly string[], functions: string): PlannedUnder | undefined {
    const database = databaseOf(versions[0]!);
    const schema = this.schemas.get(`${database} ${functions}`);
    const key = this.schemaKeys.get(database);
    return schema && key !== undefined ? { schema, key } : undefined;
  }

  /** Two pools may say different things of the functions of one database: each is planned by what it says. */
  private schema(space: string, functions: string): DatabaseSchema {
    const names = this.names(space);
    const place = `${names.database} ${functions}`;
    let schema = this.schemas.get(place);
    if (!schema) {
      const keys = [names.database, names.schema] as const;
      schema = new DatabaseSchema({
        functions: JSON.parse(functions) as WrapOptions['functions'],
        refreshMs: this.parts.schemaRefreshMs,
        onProblem: this.parts.onProblem,
        tell: () => void this.parts.protocol.writer.drop(keys),
        stamps: async () => {
          const stamps = await this.parts.protocol.reader.stamps(keys, SCHEMA_STAMP_LIFE);
          return stamps && { database: stamps.get(keys[0])!, schema: stamps.get(keys[1])! };
        },
      });
      this.schemas.set(place, schema);
      this.schemaKeys.set(names.database, names.schema);
    }
    return schema;
  }
}

/** Only a pool makes clients. */
function isPool(database: object): boolean {
  return 'Client' in database && 'totalCount' in database;
}

function digest(purpose: string, space: string): string {
  return createHash('sha256').update(`cache-tier ${purpose} ${space}`).digest('base64url').slice(0, 22);
}
