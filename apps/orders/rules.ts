import type { LinkRule } from 'cache-tier/link';

/** Where the construct has said nothing. */
export const RULES = [{ tables: ['products', 'orders'], ttl: 300 }] as const;

/**
 * The rules of a link, and none of those that this version does not understand.
 *
 * @param onProblem told if they are no JSON
 */
export function readRules(text: string | undefined, onProblem: (error: Error) => void): readonly LinkRule[] {
  if (text === undefined) return RULES;
  try {
    const rules: unknown = JSON.parse(text);
    return Array.isArray(rules) ? rules.filter((rule) => Array.isArray(rule?.tables)) : [];
  } catch (error) {
    onProblem(error as Error);
    return [];
  }
}

/**
 * How long products are kept, in milliseconds, within what the cache allows; undefined if no rule is about them.
 *
 * @param mostSeconds what the link says
 */
export function kept(rules: readonly LinkRule[], mostSeconds: string | undefined): number | undefined {
  const rule = rules.find(({ tables }) => tables.some((table) => /(^|\.)products$/.test(table)));
  return rule && Math.min(rule.ttl ?? RULES[0].ttl, Number(mostSeconds ?? Infinity)) * 1000;
}
