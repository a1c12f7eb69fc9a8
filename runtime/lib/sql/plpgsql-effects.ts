import type { Routine } from './catalog';
import type { Effects } from './effects';
import { type Body, bodyOf } from './plpgsql';
import type { Schema, SearchPath } from './schema';
import { factsOf } from './statement';
import { type StatementOptions, statementEffects } from './statement-effects';
import { readsClock, typeEffects, typeUseEffects } from './type-effects';

/** Settings of a function that decide how long it may take or how it is run, not what it does. */
const HARMLESS_SETTINGS =
  /^(search_path|timezone|datestyle|intervalstyle|work_mem|maintenance_work_mem|(statement|lock|idle_in_transaction_session)_timeout|jit\w*|enable_\w+|client_min_messages|log_\w+|\w+_page_cost|cpu_\w+_cost|plan_cache_mode|lc_\w+|extra_float_digits|bytea_output|row_security|synchronous_commit)=/i;

/**
 * Adds what the body of a function in PL/pgSQL does.
 *
 * @returns whether all of it is understood; if not, nothing is added
 */
export function bodyEffects(routine: Routine, effects: Effects, options: StatementOptions = {}): boolean {
  const body = understood(routine, effects.schema);
  if (body === undefined) return false;
  const { path } = effects;
  effects.path = configuredPath(routine, effects);
  effects.followsPath = true;
  // What it is given and what it returns may be a date that was a text.
  if (routine.types.some((type) => readsClock(type, effects.schema))) effects.refuse('clock');
  for (const type of body.types) variableEffects(type, body, effects);
  for (const statement of body.statements) {
    statementEffects(statement, effects.path, effects, { ...options, isBody: true });
  }
  effects.path = path;
  return true;
}

/** The body of a function, if everything in it is understood in this schema. */
export function understood(routine: Routine, { data, builtins, scalarTypes }: Schema): Body | undefined {
  if (routine.language !== 'plpgsql' || !hasHarmlessSettings(routine)) return undefined;
  const body = bodyOf(routine, scalarTypes);
  const isFunction = (name: string) =>
    builtins.functions.has(name) || data.routines.some((other) => other.name.toLowerCase() === name.toLowerCase());
  return body?.left.some(isFunction) ? undefined : body;
}

export function hasHarmlessSettings({ settings }: Routine): boolean {
  return settings?.every((setting) => HARMLESS_SETTINGS.test(setting)) ?? true;
}

/** The search path inside of a function. */
export function configuredPath({ settings, definer }: Routine, { schema, path }: Effects): SearchPath {
  const setting = settings?.find((text) => text.startsWith('search_path='));
  // For another user `$user` is another schema, and others may be out of reach.
  if (setting === undefined) return definer ? undefined : path;
  const schemas = setting
    .slice('search_path='.length)
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((part) => part !== '');
  return schema.effective(schemas);
}

/** A type is found when the function runs first in a session, by a path that is not known afterwards. */
function variableEffects(type: string, body: Body, effects: Effects): void {
  const copied = /^(.*)%(row)?type$/is.exec(type);
  if (copied === null) {
    const result = effects.schema.parsed(`SELECT NULL::${type}`);
    if ('failure' in result || result.statements.length !== 1) effects.lose('type');
    else {
      const facts = factsOf({ [result.statements[0].kind]: result.statements[0].node });
      for (const use of facts.types) typeUseEffects({ ...use, argument: undefined }, facts, undefined, effects);
    }
    return;
  }
  const names = namesOf(copied[1]) ?? [];
  const found =
    copied[2] === undefined
      ? rowEffects(names.slice(0, -1), names[names.length - 1], effects)
      : rowEffects(names, undefined, effects);
  // What is no table is a variable, whose type is known already.
  if (!found && !body.variables.has(names[0])) effects.lose('type');
}

function rowEffects(names: readonly string[], column: string | undefined, effects: Effects): boolean {
  const name = { schema: names[names.length - 2], name: names[names.length - 1] };
  const relations = names.length === 0 ? [] : effects.schema.relationsOf(name, undefined);
  if (relations === 'system' || relations.length === 0) return false;
  const types = relations.flatMap(({ columns }) =>
    columns.filter((item) => column === undefined || item.name === column).map((item) => item.type),
  );
  for (const type of types) {
    typeEffects(type, effects);
    if (readsClock(type, effects.schema)) effects.refuse('clock');
  }
  return types.length > 0;
}

/** The parts of a dotted name, without quotes; undefined if it is none. */
function namesOf(text: string): string[] | undefined {
  const part = /\s*(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*))\s*(\.|$)/y;
  const names: string[] = [];
  for (let end = '.'; end === '.'; ) {
    const found = part.exec(text);
    if (found === null) return undefined;
    names.push(found[1]?.replaceAll('""', '"') ?? found[2].toLowerCase());
    end = found[3];
  }
  return names;
}
