import { createHash, createHmac } from 'node:crypto';

/**
 * Names of version keys are shared by all applications and releases that use one database: another name is a write that
 * a reader does not see. This format is frozen.
 */
const VERSION_PREFIX = 'cache-tier:v1:';

/** Entries belong to one application, and to one format of entries: another one does not find them. */
const ENTRY_PREFIX = 'cache-tier:e1:';
const LEASE_PREFIX = 'cache-tier:l1:';

/** The tag that every entry of a database has, and every write drops that is not understood. */
const DATABASE_TAG = '*';

/** No table has such a name without a schema before it. */
const SCHEMA_TAG = '~schema';

/** What stands before the primary key in the tag of a row. */
const ROW = '#';

/** What may stand in a key as it is: the braces of a key decide where it lies in a cluster. */
const PLAIN = /^[^{}]{1,200}$/;

/** The names of one database, or of the tags that an application makes up. */
export class Names {
  private readonly tables = new Map<string, string>();

  /**
   * @param space the identity of the database, the same for all that use it
   * @param hashKey a secret that keeps keys of rows and parameters from being guessed; the same for all that use the
   * database
   * @param entryPrefix what the keys of entries begin with; a function if that is known later only
   */
  public constructor(
    private readonly space: string,
    private readonly hashKey: string,
    private readonly entryPrefix: string | (() => string),
  ) {}

  /** The version key of the whole database. */
  public get database(): string {
    return `${VERSION_PREFIX}${this.space}:${DATABASE_TAG}`;
  }

  /** The version key of the schema: dropped with each change of it, so that all processes read it again. */
  public get schema(): string {
    return this.table(SCHEMA_TAG);
  }

  /** The version key of a tag. The primary key of a row is hashed. */
  public version(tag: string): string {
    const hash = tag.indexOf(ROW);
    if (hash < 0) return this.table(tag);
    return `${VERSION_PREFIX}${this.space}:${tag.slice(0, hash + 1)}${this.digest(tag)}`;
  }

  /** The version keys of tags, after that of the database. */
  public versions(tags: readonly string[]): string[] {
    return [this.database, ...tags.map((tag) => this.version(tag))];
  }

  /** The key of an entry, for a text that says everything that its answer depends on. */
  public entry(identity: string | Buffer): string {
    return this.entryName(this.digest(identity));
  }

  /** The key of an entry that an application names itself: readable, unless names are to be secret. */
  public ownEntry(key: string, secret: boolean): string {
    return this.entryName(!secret && PLAIN.test(key) ? `:${key}` : this.digest(key));
  }

  /** The version keys of tags that an application names itself. */
  public ownVersions(tags: readonly string[], secret: boolean): string[] {
    return [this.database, ...tags.map((tag) => (secret ? this.version(`${ROW}${tag}`) : this.table(`:${tag}`)))];
  }

  private entryName(name: string): string {
    const prefix = typeof this.entryPrefix === 'string' ? this.entryPrefix : this.entryPrefix();
    return `${prefix}${ENTRY_PREFIX}{${name}}`;
  }

  /** Twenty-four bytes: two of them never meet, and the key is short. */
  private digest(text: string | Buffer): string {
    return createHmac('sha256', this.hashKey).update(text).digest('base64url').slice(0, 32);
  }

  private table(tag: string): string {
    let name = this.tables.get(tag);
    if (name === undefined) {
      name = `${VERSION_PREFIX}${this.space}:${tag}`;
      // Tables are few; tags that an application makes up may not be.
      if (this.tables.size < 10_000) this.tables.set(tag, name);
    }
    return name;
  }
}

/** The key of the lease of an entry under its stamps; it lies in the slot of the entry. */
export function leaseKey(entry: string, stamps: string): string {
  const start = entry.indexOf('{');
  const flight = createHash('sha256').update(stamps).digest('base64url').slice(0, 22);
  return `${entry.slice(0, start).replace(ENTRY_PREFIX, LEASE_PREFIX)}${entry.slice(start)}:${flight}`;
}

/** The version key of the database that a version key belongs to. */
export function databaseOf(version: string): string {
  return `${version.slice(0, version.indexOf(':', VERSION_PREFIX.length))}:${DATABASE_TAG}`;
}
