import { type Duration, Stack, Token } from 'aws-cdk-lib/core';
import type { LinkRule } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { Invalidation } from './invalidation';
import { boundProblems, secondsOf, secondsProblems } from './time-to-live';

/** What is cached of some tables. A query is cached if rules cover all of its tables; the shortest time of them counts. */
export interface CachingRule {
  /** The tables, as `schema.name`, or `name` for one in any schema; as the catalog of the database has them. */
  readonly tables: string[];
  /** How long an answer is kept; whole seconds, at most the `maxTtl` of the invalidation. */
  readonly ttl: Duration;
  /**
   * How long after `ttl` an answer may still be given while one caller renews it; with `ttl` at most `maxTtl`.
   *
   * @default - none: who comes after `ttl` waits for the database
   */
  readonly stale?: Duration;
}

/** `name` or `schema.name`; patterns and quotes would match no table. */
const TABLE = /^[^\s.*%"'`]+(\.[^\s.*%"'`]+)?$/;

/** What is wrong with rules. */
export function ruleProblems(rules: readonly CachingRule[], invalidation: Invalidation | undefined): string[] {
  return [...rules.flatMap((rule, index) => problemsOf(rule, `rules[${index}]`, invalidation)), ...duplicates(rules)];
}

/** The rules as the application reads them. */
export function linkRules(scope: IConstruct, rules: readonly CachingRule[]): string {
  const told = rules.map(
    ({ tables, ttl, stale }): LinkRule => ({
      tables,
      ttl: ttl.toSeconds({ integral: false }),
      ...(stale && { stale: stale.toSeconds({ integral: false }) }),
    }),
  );
  return Token.isUnresolved(told) ? Stack.of(scope).toJsonString(told) : JSON.stringify(told);
}

function problemsOf({ tables, ttl, stale }: CachingRule, path: string, invalidation?: Invalidation): string[] {
  const wrong = tables.filter((table) => !Token.isUnresolved(table) && !TABLE.test(table));
  const times = [
    ...secondsProblems(`${path}.ttl`, ttl, 'Duration.minutes(5)'),
    ...(stale === undefined ? [] : secondsProblems(`${path}.stale`, stale, 'Duration.seconds(30)')),
  ];
  return [
    ...(tables.length === 0
      ? [`'${path}.tables' needs at least 1 table, got none; name the tables, or remove the rule`]
      : []),
    ...wrong.map(
      (table) =>
        `'${path}.tables' needs names as 'name' or 'schema.name', got '${table}'; write it as the catalog of the database has it, such as 'products' or 'public.products'`,
    ),
    ...times,
    ...(times.length > 0 || invalidation === undefined ? [] : bounded(path, ttl, stale, invalidation.maxTtl)),
  ];
}

/** An answer may be given until both are over. */
function bounded(path: string, ttl: Duration, stale: Duration | undefined, maxTtl: Duration): string[] {
  const tooLong = boundProblems(`${path}.ttl`, ttl, maxTtl, 'maxTtl');
  if (stale === undefined || tooLong.length > 0) return tooLong;
  const [fresh, after] = [secondsOf(ttl), secondsOf(stale)];
  const most = secondsOf(maxTtl);
  if (fresh === undefined || after === undefined || most === undefined || fresh + after <= most) return [];
  return [
    `'${path}.stale' needs 'ttl' and 'stale' together to be at most the ${maxTtl.toHumanString()} of 'maxTtl', got ${ttl.toHumanString()} and ${stale.toHumanString()}; shorten one of them, or raise 'maxTtl'`,
  ];
}

/** The shortest time counts, so one of two rules of a table would be without effect. */
function duplicates(rules: readonly CachingRule[]): string[] {
  const seen = new Map<string, number>();
  return rules.flatMap(({ tables }, index) =>
    tables.flatMap((table) => {
      const first = seen.get(table);
      if (first === undefined) seen.set(table, index);
      if (first === undefined || Token.isUnresolved(table)) return [];
      const where = first === index ? 'twice' : `there and in 'rules[${first}].tables'`;
      return [`'rules[${index}].tables' needs each table once, got '${table}' ${where}; keep one of them`];
    }),
  );
}
