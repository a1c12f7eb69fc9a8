import type { Words } from '../rules/rule';
import { camelCase } from '../rules/words';

/** How a property of the template is called on a construct, and how its values are written there. */
export interface Word {
  /** The property of the construct. */
  readonly name: string;
  /**
   * How a value is written.
   *
   * @default - the name and the value
   */
  readonly set?: (value: unknown) => string;
}

/** Words from a table; what is missing there keeps the name that it has on the L1. */
export function words(table: { readonly [property: string]: Word }): Words {
  const name = (property: string) => table[property]?.name ?? camelCase(property);
  return {
    name,
    set: (property, value) => table[property]?.set?.(value) ?? `${name(property)}: ${JSON.stringify(value)}`,
  };
}

/** A property whose values are constants of a class. */
export function constant(name: string, type: string): Word {
  return { name, set: (value) => `${name}: ${type}.${String(value).toUpperCase()}` };
}
