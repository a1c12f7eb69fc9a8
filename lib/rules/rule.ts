import { unlessUnknown } from './shape';

/** `error`: the service refuses it. `warning`: it is accepted and unsafe, or the fact is not certain enough. */
export type Level = 'error' | 'warning';

/**
 * How well the fact behind a rule is known. Only what AWS documents may be an error: `community` was seen as an error
 * message in public, in `conflict` two AWS pages disagree, `inferred` follows from documented facts, `unverified` is
 * believed and not found on a page.
 */
export type FactStatus = 'documented' | 'community' | 'conflict' | 'inferred' | 'unverified';

/** Says a property and its remedy in the words of whoever wrote it. */
export interface Words {
  /** The property by the name that the author used: `multiAz`, `multiAzEnabled`, `Properties.MultiAZEnabled`. */
  readonly name: (property: string) => string;
  /** How the author would write that value: `multiAz: false`. */
  readonly set: (property: string, value: unknown) => string;
}

/** A sentence, or how to make it. */
export type Text<S> = string | ((it: S, say: Words) => string);

/** One thing that the service refuses, or makes unsafe without a word. */
export interface Rule<S> {
  /** Stable: users acknowledge and lower rules by it. */
  readonly id: string;
  readonly level: Level;
  readonly fact: FactStatus;
  /** The CloudFormation property that the finding is about; what it got is read from there. */
  readonly property: string;
  /** Whether the rule is broken. May read any property: an unknown one ends the question with no. */
  readonly broken: (it: S) => boolean;
  /** Follows `'property' needs`. */
  readonly needs: Text<S>;
  /** What stands there instead. @default - the value of `property` */
  readonly got?: Text<S>;
  /** What to do, as a command. */
  readonly remedy: Text<S>;
  /** The page that states it. */
  readonly page: string;
}

/** A rule that something breaks. */
export interface Finding {
  /** The id of the rule. */
  readonly ruleId: string;
  /** How grave it is. */
  readonly level: Level;
  /** How well the fact is known. */
  readonly fact: FactStatus;
  /** The CloudFormation property that it is about. */
  readonly property: string;
  /** `'prop' needs X, got Y; do Z (page)`, in the author's words. */
  readonly message: string;
  /** The page that states it. */
  readonly page: string;
}

/** What a rule judges: something with CloudFormation properties. */
export interface Subject {
  readonly properties: object;
}

/** Every rule that the subject breaks, in the order of the table. */
export function check<S extends Subject>(rules: readonly Rule<S>[], it: S, say: Words): Finding[] {
  return rules.filter((rule) => unlessUnknown(() => rule.broken(it), false)).map((rule) => finding(rule, it, say));
}

function finding<S extends Subject>(rule: Rule<S>, it: S, say: Words): Finding {
  const { id: ruleId, level, fact, property, page } = rule;
  const text = (part: Text<S>) =>
    typeof part === 'string' ? part : unlessUnknown(() => part(it, say), 'something that is not known yet');
  const got = rule.got ?? (({ properties }: S) => shown((properties as { [name: string]: unknown })[property]));
  const message = `'${say.name(property)}' needs ${text(rule.needs)}, got ${text(got)}; ${text(rule.remedy)} (${page})`;
  return { ruleId, level, fact, property, message, page };
}

/** A value as it stands in a message: whole if short, so that a huge template makes no huge message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'none';
  // JSON makes null of NaN and Infinity.
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
