import schema from './resource-schema.json';

/** What the schema of the registry says of a type. */
export interface ResourceSchema {
  /** Properties whose change makes a new resource. */
  readonly createOnly: readonly string[];
  /** Properties whose change may make one; under what condition the schema does not say. */
  readonly conditional: readonly string[];
  /** Create-only properties below others, as paths without the places in lists: `NodeGroupConfiguration.Slots`. */
  readonly nested: readonly string[];
  /** The properties that name it together, where a template states them. */
  readonly identity: readonly string[];
  /** Whether AWS calls it stateful. */
  readonly isStateful: boolean;
}

const ROWS: { readonly [type: string]: string } = schema.types;

/** The types that AWS calls stateful. */
export const STATEFUL_TYPES: readonly string[] = Object.keys(ROWS).filter((type) => ROWS[type].endsWith('|stateful'));

/** What the schema says; undefined for types that it does not have: custom, of others, or of tomorrow. */
export function resourceSchema(type: string): ResourceSchema | undefined {
  if (!Object.hasOwn(ROWS, type)) return undefined;
  const [createOnly, conditional, nested, identity, stateful] = ROWS[type].split('|');
  const names = (text = '') => (text === '' ? [] : text.split(' '));
  return {
    createOnly: names(createOnly),
    conditional: names(conditional),
    nested: names(nested),
    identity: names(identity),
    isStateful: stateful === 'stateful',
  };
}
