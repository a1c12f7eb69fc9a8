import type { ChangeVerdict, PropertyChange, PropertyUpdates } from './property-update';

/** Rows of create-only properties that say what the resource was restored from, with words of their own. */
export function restoreSource(...names: string[]): PropertyUpdates {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { effect: 'replace', judge: (change) => ({ effect: 'replace', note: restored(change) }) },
    ]),
  );
}

/** What a change of a restore source means. */
export function restored({ before, after }: PropertyChange): NonNullable<ChangeVerdict['note']> {
  if (after === undefined) {
    return 'its restore source is removed, and without one a new and empty one is made; it is stated for as long as it lives';
  }
  const missing = 'what was written since is not in it';
  return before === undefined
    ? `a new one is restored from the source, and ${missing}`
    : `its restore source changes: a new one is restored from the other source, and ${missing}`;
}
