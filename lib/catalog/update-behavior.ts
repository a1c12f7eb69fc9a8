import { CACHE_UPDATES } from './cache-updates';
import { DATABASE_UPDATES } from './database-updates';
import type { ChangeVerdict, PropertyChange, TypeUpdates } from './property-update';
import { schemaEffect } from './schema-updates';

export type { ChangeVerdict, PropertyChange, PropertyUpdate, TypeUpdates, UpdateEffect } from './property-update';

/** What is known of the types that this library speaks of; of all others the schema alone. */
export const UPDATE_BEHAVIOR: { readonly [type: string]: TypeUpdates } = { ...CACHE_UPDATES, ...DATABASE_UPDATES };

/** What a change of the property does, with the note that goes with it. */
export function updateEffect(type: string, property: string, change: PropertyChange): ChangeVerdict {
  const rows = UPDATE_BEHAVIOR[type];
  if (rows === undefined) return schemaEffect(type, property, change);
  const row = rows.properties[property];
  if (row === undefined) return { effect: 'may-replace', note: 'this version knows nothing of it' };
  const verdict = row.judge?.(change);
  if (verdict !== undefined) return verdict;
  const effect = row.effect === 'conditional' ? (row.decide?.(change) ?? 'may-replace') : row.effect;
  return { effect, ...(row.note && { note: row.note }) };
}
