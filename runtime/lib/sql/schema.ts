import type { Builtins, CatalogData, ForeignKey, Operator, Relation, Routine, UserType } from './catalog';
import { FIRST_USER_OID } from './catalog';
import type { Name } from './facts';
import { type ParseResult, parse } from './parser';

/** Schemas in the order in which names are looked for; undefined if that is not known. */
export type SearchPath = readonly string[] | undefined;

/** A table with its partitions and the tables that inherit from it: one in all tags. */
export interface Family {
  /** `schema.name` of its root. */
  readonly tag: string;
  readonly members: readonly Relation[];
  /** Whether a primary key is one over all of its members: a table alone, or a partitioned one asked at its root. */
  hasOneKey(relation: Relation): boolean;
}

/** Finds what names mean, in a schema as it was read. */
export class Schema {
  public readonly routinesByOid: ReadonlyMap<number, Routine>;
  public readonly relationsByOid: ReadonlyMap<number, Relation>;
  public readonly typesByOid: ReadonlyMap<number, UserType>;
  /** Functions of casts between types of the server, and of their order: they can stand behind any expression. */
  public readonly callsEverywhere: readonly number[];
  /** Whether `=` between types of the server is that of the server. */
  public readonly hasPlainEquality: boolean;
  /** Names of types of users and extensions whose values are no rows. */
  public readonly scalarTypes: ReadonlySet<string>;
  private readonly relations: ReadonlyMap<string, readonly Relation[]>;
  private readonly routines: ReadonlyMap<string, readonly Routine[]>;
  private readonly operators: ReadonlyMap<string, readonly Operator[]>;
  private readonly types: ReadonlyMap<string, readonly UserType[]>;
  private readonly families: ReadonlyMap<number, Family>;
  private readonly schemas: ReadonlySet<string>;
  private readonly texts = new Map<string, ParseResult>();

  constructor(
    public readonly data: CatalogData,
    public readonly builtins: Builtins,
  ) {
    this.routinesByOid = new Map(data.routines.map((routine) => [routine.oid, routine]));
    this.relationsByOid = new Map(data.relations.map((relation) => [relation.oid, relation]));
    this.typesByOid = new Map(data.types.map((type) => [type.oid, type]));
    this.relations = byName(data.relations.filter(({ kind }) => kind !== 'c'));
    this.routines = byName(data.routines);
    this.operators = byName(data.operators);
    this.types = byName(data.types);
    this.scalarTypes = new Set(data.types.filter(({ kind }) => 'bderm'.includes(kind)).map(({ name }) => name));
    this.families = familiesOf(data.relations);
    this.schemas = new Set(data.schemas);
    const own = data.casts.filter(({ source, target }) => source < FIRST_USER_OID && target < FIRST_USER_OID);
    this.callsEverywhere = [...own.map((cast) => cast.function), ...data.comparisons].filter(
      (oid) => oid >= FIRST_USER_OID && !isNative(this.routinesByOid.get(oid)),
    );
    const equals = data.operators.filter(({ name }) => name === '=');
    this.hasPlainEquality =
      !equals.some(({ left, right }) => left < FIRST_USER_OID && right < FIRST_USER_OID) &&
      !data.casts.some(({ source, context }) => source < FIRST_USER_OID && context === 'i');
  }

  /** The tree of a text of the catalog, which is parsed once. */
  public parsed(text: string): ParseResult {
    let result = this.texts.get(text);
    if (result === undefined) {
      result = parse(text);
      this.texts.set(text, result);
    }
    return result;
  }

  /**
   * The path with what the server adds to it. A schema that was not there when the catalog was read may hide others, so
   * that the path is unknown then.
   */
  public effective(path: SearchPath): SearchPath {
    if (path === undefined) return undefined;
    const lasting = path.filter((schema) => !/^pg_temp/.test(schema));
    if (lasting.some((schema) => !this.schemas.has(schema))) return undefined;
    return lasting.includes('pg_catalog') ? lasting : ['pg_catalog', ...lasting];
  }

  /** Relations that a name can mean: one, several if the path is unknown, or `system` for one of the server's. */
  public relationsOf(name: Name, path: SearchPath): readonly Relation[] | 'system' {
    const named = this.relations.get(name.name) ?? [];
    for (const schema of name.schema === undefined ? (path ?? []) : [name.schema]) {
      if (this.builtins.relations.has(`${schema}.${name.name}`)) return 'system';
      const found = named.filter((relation) => relation.schema === schema);
      if (found.length > 0) return found;
    }
    return name.schema === undefined && path === undefined ? named : [];
  }

  /** All functions that a call can mean, whatever the types of its arguments. */
  public routinesOf(name: Name, path: SearchPath, args: number | undefined): readonly Routine[] {
    const fits = ({ minArgs, maxArgs }: Routine) => args === undefined || (minArgs <= args && args <= maxArgs);
    return reachable(this.routines.get(name.name), name, path).filter(fits);
  }

  public builtinsOf(name: Name, args: number | undefined): readonly (readonly [number, number, string, string])[] {
    if (name.schema !== undefined && name.schema !== 'pg_catalog') return [];
    const overloads = this.builtins.functions.get(name.name) ?? [];
    return overloads.filter(([least, most]) => args === undefined || (least <= args && args <= most));
  }

  public operatorsOf(name: Name, path: SearchPath): readonly Operator[] {
    return reachable(this.operators.get(name.name), name, path);
  }

  /** Object ids of the types that a name can mean. */
  public typesOf(name: Name, path: SearchPath): readonly number[] {
    const named = this.types.get(name.name) ?? [];
    const builtin = this.builtins.types.get(name.name);
    for (const schema of name.schema === undefined ? (path ?? []) : [name.schema]) {
      if (schema === 'pg_catalog' && builtin !== undefined) return [builtin];
      const found = named.filter((type) => type.schema === schema);
      if (found.length > 0) return found.map(({ oid }) => oid);
    }
    if (name.schema !== undefined || path !== undefined) return [];
    return [...named.map(({ oid }) => oid), ...(builtin === undefined ? [] : [builtin])];
  }

  public familyOf(relation: Relation): Family {
    return this.families.get(relation.oid)!;
  }

  public foreignKeysTo(family: Family): readonly ForeignKey[] {
    const members = new Set(family.members.map(({ oid }) => oid));
    return this.data.foreignKeys.filter(({ references }) => members.has(references));
  }
}

/** Code of an extension or the server, whose promises are trusted. */
export function isNative(routine: Routine | undefined): boolean {
  return routine?.language === 'c' || routine?.language === 'internal';
}

export function tagOf({ schema, name }: Relation): string {
  return `${schema}.${name}`;
}

function reachable<T extends { readonly schema: string }>(
  named: readonly T[] = [],
  { schema }: Name,
  path: SearchPath,
): readonly T[] {
  if (schema !== undefined) return named.filter((item) => item.schema === schema);
  return path === undefined ? named : named.filter((item) => path.includes(item.schema));
}

function byName<T extends { readonly name: string }>(all: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of all) {
    const named = found.get(item.name);
    if (named === undefined) found.set(item.name, [item]);
    else named.push(item);
  }
  return found;
}

/** A table with several parents joins their families into one. */
function familiesOf(relations: readonly Relation[]): Map<number, Family> {
  const groups = new Map(relations.map((relation) => [relation.oid, [relation]]));
  for (const relation of relations) {
    for (const parent of relation.parents) {
      const [own, other] = [groups.get(relation.oid)!, groups.get(parent)];
      if (other === undefined || own === other) continue;
      other.push(...own);
      for (const member of own) groups.set(member.oid, other);
    }
  }
  const families = new Map([...new Set(groups.values())].map((members) => [members, familyOf(members)]));
  return new Map([...groups].map(([oid, members]) => [oid, families.get(members)!]));
}

function familyOf(members: readonly Relation[]): Family {
  const roots = members.filter(({ parents }) => parents.length === 0);
  return {
    tag: roots.map(tagOf).sort()[0] ?? members.map(tagOf).sort()[0],
    members,
    hasOneKey: ({ kind, parents }) => parents.length === 0 && (members.length === 1 || kind === 'p'),
  };
}
