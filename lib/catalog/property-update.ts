/**
 * What a change of a property does to the resource on update: `in-place` keeps it, `interrupt` keeps it and its data but
 * takes it away for a while, `replace` makes a new and empty one, `may-replace` stands where AWS's own sources disagree or
 * where only the deployment knows.
 */
export type UpdateEffect = 'in-place' | 'interrupt' | 'replace' | 'may-replace';

/** What becomes of one change: a refused one fails the deployment and leaves the resource as it is. */
export interface ChangeVerdict {
  readonly effect: UpdateEffect | 'refused' | 'may-be-refused';
  /** What a person should know about it, with the page that says so where it is refused. */
  readonly note?: string;
  /** What a person should think of first: it makes a warning of a note. */
  readonly advice?: string;
  /** Whether the resource stays and its data goes. */
  readonly empties?: 'possible' | 'certain';
}

/** A property that changes, and what a condition may look at. */
export interface PropertyChange {
  /** Its value in the deployed template; undefined where it is not stated. */
  readonly before: unknown;
  readonly after: unknown;
  /** All properties in the deployed template. */
  readonly propertiesBefore: { readonly [property: string]: unknown };
  readonly propertiesAfter: { readonly [property: string]: unknown };
  /** Whether the new template has the update policy `UseOnlineResharding`; undefined where that is not known. */
  readonly onlineResharding: boolean | undefined;
  /** The names of all properties that change for certain. */
  readonly changed: readonly string[];
  /** Whether a parameter, mapping or condition that the value rests on has another definition. */
  readonly restsOnChange: boolean;
}

/** What is known of one property. */
export interface PropertyUpdate {
  readonly effect: UpdateEffect | 'conditional';
  /** What a person should know about it. */
  readonly note?: string;
  /** Answers for a `conditional` property. */
  readonly decide?: (change: PropertyChange) => UpdateEffect;
  /** What becomes of some changes in particular; undefined for those that the row speaks of. */
  readonly judge?: (change: PropertyChange) => ChangeVerdict | undefined;
}

/** What is known of one resource type. */
export interface TypeUpdates {
  /** Whether it holds data that is lost with it. */
  readonly holdsData: boolean;
  /** The property with the version of its engine. */
  readonly versionProperty?: string;
  /** What may change beside the version: it goes with it. */
  readonly besideVersion?: readonly string[];
  /** The property with a physical name of its own: while it stays, no second resource can be made. */
  readonly nameProperty?: string;
  readonly properties: { readonly [property: string]: PropertyUpdate };
}

/** All properties of a resource. */
export type Properties = { readonly [property: string]: unknown };

/** The rows of properties. */
export type PropertyUpdates = { readonly [property: string]: PropertyUpdate };

/** Rows of properties that change in place. */
export function inPlace(...names: string[]): PropertyUpdates {
  return Object.fromEntries(names.map((name) => [name, { effect: 'in-place' }]));
}

/** Rows of properties that change in place and take the resource away for a while. */
export function interrupt(note: string, ...names: string[]): PropertyUpdates {
  return Object.fromEntries(names.map((name) => [name, { effect: 'interrupt', note }]));
}

/** Rows of properties that are create-only. */
export function replace(...names: string[]): PropertyUpdates {
  return Object.fromEntries(names.map((name) => [name, { effect: 'replace' }]));
}

/** The row of a property whose values decide; where they do not, it is `otherwise`. */
export function decided(
  otherwise: UpdateEffect,
  judge: NonNullable<PropertyUpdate['judge']>,
  note?: string,
): PropertyUpdate {
  return { effect: 'conditional', decide: () => otherwise, judge, ...(note && { note }) };
}

/** The row of a property that the schema calls create-only under a condition, and no page says under which. */
export function schemaSaysConditional(): PropertyUpdate {
  return { effect: 'conditional', note: 'its schema calls it create-only under a condition that AWS does not state' };
}
