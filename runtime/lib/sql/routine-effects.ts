import { CLOCK_TYPES, HARMLESS_NATIVE, isHarmless, RUNS_TEXT, stableMeaning } from './builtins';
import { FIRST_USER_OID, type Routine } from './catalog';
import type { Effects } from './effects';
import type { Facts, FunctionUse } from './facts';
import { bodyEffects, configuredPath, hasHarmlessSettings } from './plpgsql-effects';
import { expressionEffects, readEffects } from './query-effects';
import { isNative, type SearchPath } from './schema';
import { statementEffects } from './statement-effects';
import { as, items } from './syntax';
import { typeEffects, typeUseEffects } from './type-effects';
import { isMoving } from './utility';
import { eventEffects } from './write-effects';

/** Adds what a call does: of every function that it can mean, because the types of its arguments are not known. */
export function callEffects(use: FunctionUse, facts: Facts, path: SearchPath, effects: Effects): void {
  const { schema } = effects;
  const routines = schema.routinesOf(use, path, use.args);
  const builtins = schema.builtinsOf(use, use.args);
  for (const { oid } of routines) routineEffects(oid, effects);
  for (const [, , volatility, kind] of builtins) {
    effects.hasAggregates ||= kind === 'a';
    builtinEffects(use, volatility, effects);
  }
  const isType = schema.typesOf(use, path).length > 0;
  if (use.args === 1 && (CLOCK_TYPES.has(use.name) || (routines.length + builtins.length === 0 && isType))) {
    typeUseEffects({ ...use, argument: items(use.node['args'])[0] as FunctionUse['node'] }, facts, path, effects);
  } else if (routines.length + builtins.length === 0) effects.loseToCode('function');
}

function builtinEffects(use: FunctionUse, volatility: string, effects: Effects): void {
  const { name, args } = use;
  if (RUNS_TEXT.has(name)) effects.loseToCode('opaque');
  else if (name === 'set_config') configEffects(use, effects);
  else if (volatility === 'v' && !isHarmless(name)) effects.loseToCode('function');
  else if (volatility === 'v') effects.refuse('volatile-function');
  if (volatility !== 's') return;
  const meaning = stableMeaning(name, args);
  if (meaning === 'session') effects.perSession = true;
  else if (meaning === 'clock') effects.refuse('clock');
  else if (meaning === 'refused') effects.refuse('stable-function');
}

function configEffects({ node }: FunctionUse, effects: Effects): void {
  const [setting, , local] = items(node['args']).map((arg) => as('A_Const', arg));
  const name = (setting?.['sval'] as { sval?: string } | undefined)?.sval;
  effects.refuse('session');
  effects.taints ||= (local?.['boolval'] as { boolval?: boolean } | undefined)?.boolval !== true;
  effects.movesSearchPath ||= name === undefined || isMoving(name);
}

/** Adds what a function of the application or of an extension does. */
export function routineEffects(oid: number, effects: Effects): void {
  const routine = effects.schema.routinesByOid.get(oid);
  if (routine === undefined) {
    // One of the server, behind an operator, a cast or an aggregate, computes from its arguments.
    if (oid >= FIRST_USER_OID) effects.loseToCode('function');
    return;
  }
  effects.hasAggregates ||= routine.kind === 'a';
  if (!effects.isNew(`routine ${oid}`)) return;
  for (const type of routine.types) typeEffects(type, effects);
  if (routine.defaults !== null) expressionEffects(routine.defaults, effects);
  if (routine.volatility === 'v' || routine.kind === 'p') effects.refuse('volatile-function');
  if (declaredEffects(routine, effects)) return;
  if (routine.kind === 'a') for (const part of routine.parts ?? []) partEffects(part, effects);
  else if (routine.language === 'sql') sqlEffects(routine, effects);
  else if (!plpgsqlEffects(routine, effects)) codeEffects(routine, effects);
}

function partEffects(oid: number, effects: Effects): void {
  if (oid >= FIRST_USER_OID) routineEffects(oid, effects);
}

/** What the application declares stands in place of what the function holds. */
export function declaredEffects(routine: Pick<Routine, 'schema' | 'name' | 'volatility'>, effects: Effects): boolean {
  const { declared: all } = effects;
  const declared = [`${routine.schema}.${routine.name}`, routine.name]
    .filter((name) => Object.hasOwn(all, name))
    .map((name) => all[name])[0];
  if (declared === undefined) return false;
  if (declared.reads === undefined) effects.refuse('function');
  if (declared.writes === undefined && routine.volatility === 'v') return false;
  for (const name of declared.reads ?? []) {
    for (const relation of declaredRelations(name, effects)) readEffects(relation, effects);
  }
  for (const name of declared.writes ?? []) {
    const relations = declaredRelations(name, effects);
    for (const relation of relations) eventEffects(relation, ['insert', 'update', 'delete'], { reach: 'any' }, effects);
  }
  return true;
}

function declaredRelations(dotted: string, effects: Effects) {
  const parts = dotted.split('.');
  const name = { schema: parts.length > 1 ? parts[0] : undefined, name: parts[parts.length - 1] };
  const relations = effects.schema.relationsOf(name, effects.path);
  if (relations !== 'system' && relations.length > 0) return relations;
  effects.lose('unknown-relation');
  return [];
}

/** The body of a function in SQL is read like any statement, by the search path that it has when it runs. */
function sqlEffects(routine: Routine, effects: Effects): void {
  const { schema, path } = effects;
  const result = effects.schema.parsed(sourceOf(routine));
  if ('failure' in result || !hasHarmlessSettings(routine)) {
    effects.loseToCode('function');
    return;
  }
  effects.path = configuredPath(routine, effects);
  effects.followsPath ||= !routine.parsed;
  // A body that was parsed when the function was made has its names from then, as the server prints them.
  const names = routine.parsed ? schema.effective(schema.data.path) : effects.path;
  for (const statement of result.statements) statementEffects(statement, names, effects, { isBody: true });
  effects.path = path;
}

/** A function that is not volatile writes nothing by itself: what is not understood in it is only not cached. */
function plpgsqlEffects(routine: Routine, effects: Effects): boolean {
  if (routine.volatility === 'v' || routine.kind === 'p') return bodyEffects(routine, effects);
  return effects.attempt(`body ${routine.oid}`, () => bodyEffects(routine, effects));
}

function sourceOf({ body, source }: Routine): string {
  if (body === null) return source;
  const atomic = /^\s*BEGIN ATOMIC\s([\s\S]*)END\s*$/.exec(body);
  return atomic === null ? body.replace(/^\s*RETURN\s/, 'SELECT ') : atomic[1];
}

/** Code in another language is not read; only the server's own promise of its volatility is there. */
function codeEffects(routine: Routine, effects: Effects): void {
  const native = isNative(routine);
  if (RUNS_TEXT.has(routine.name) || (native && RUNS_TEXT.has(routine.source))) effects.loseToCode('opaque');
  else if (routine.language === 'c' && HARMLESS_NATIVE.has(routine.name)) effects.refuse('volatile-function');
  else if (routine.volatility === 'v' || routine.kind === 'p') effects.loseToCode('function');
  else if (!native && mayRunMore(routine, effects)) effects.loseToCode('function');
  else if (!native) effects.refuse('function');
  else if (routine.volatility === 's') effects.refuse('stable-function');
}

/**
 * The server holds a stable function to writing nothing by itself, yet not to calling what writes. Everything that its
 * text could name is looked at; it is a promise of the server as well that nothing else is called without EXECUTE.
 */
function mayRunMore({ source }: Routine, effects: Effects): boolean {
  const { data } = effects.schema;
  const text = source.toLowerCase();
  const words = new Set(text.split(/[^\w$\u0080-\uffff]+/));
  const mentions = (name: string) => {
    const lower = name.toLowerCase();
    return words.has(lower) || (!/^[\w$\u0080-\uffff]+$/.test(lower) && text.includes(lower));
  };
  if (words.has('execute') || [...RUNS_TEXT].some((name) => words.has(name))) return true;
  const called = data.routines.filter(({ name }) => mentions(name));
  const operators = data.operators.filter(({ name }) => text.includes(name));
  if (called.some(({ volatility }) => volatility === 'v')) return true;
  for (const { oid } of called) routineEffects(oid, effects);
  for (const operator of operators) routineEffects(operator.function, effects);
  for (const relation of data.relations.filter(({ name }) => mentions(name))) readEffects(relation, effects);
  for (const { oid } of data.types.filter(({ name }) => mentions(name))) typeEffects(oid, effects);
  return false;
}
