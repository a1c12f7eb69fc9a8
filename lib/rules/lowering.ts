import type { Finding } from './rule';
import { isObject } from './shape';

/** The key under which a resource's metadata says which of its rules are lowered, and why. */
export const METADATA_KEY = 'cdk-cache-tier';

/** A rule that counts as a warning from here on. */
export interface LoweredRule {
  /** The id of the rule. */
  readonly id: string;
  /** Why it does not hold here: it stands in the template, for whoever reviews it. */
  readonly reason: string;
}

/** A finding whose rule may have been lowered. */
export interface LowerableFinding extends Finding {
  /** The reason for which the rule was lowered to a warning. */
  readonly loweredBecause?: string;
}

/** The finding as a warning with the reason, if its rule is lowered; otherwise as it is. */
export function lower<F extends Finding>(finding: F, lowered: readonly LoweredRule[]): F & LowerableFinding {
  const rule = finding.level === 'error' ? lowered.find(({ id }) => id === finding.ruleId) : undefined;
  return rule === undefined ? finding : { ...finding, level: 'warning', loweredBecause: rule.reason };
}

/** The rules that the metadata of a resource lowers; an entry without a reason lowers nothing. */
export function loweredOf({ Metadata }: { readonly Metadata?: unknown }): LoweredRule[] {
  const entry = isObject(Metadata) ? Metadata[METADATA_KEY] : undefined;
  const rules = isObject(entry) ? entry.lowered : undefined;
  return Array.isArray(rules) ? rules.filter((rule) => isObject(rule) && Boolean(rule.id) && Boolean(rule.reason)) : [];
}
