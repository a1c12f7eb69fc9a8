import { known } from './known-values';
import { isObject, UNKNOWN } from './shape';

/** What is known of the place where a template is deployed. */
export interface Place {
  readonly region?: string;
  readonly account?: string;
}

/** A resource of a template. */
export interface Resource {
  readonly Type?: unknown;
  readonly Properties?: { readonly [property: string]: unknown };
  readonly Metadata?: { readonly [key: string]: unknown };
  readonly [attribute: string]: unknown;
}

/** The resources of a template by their logical ids; some may be inherited, so that they are looked up and not judged. */
export type Resources = { readonly [logicalId: string]: Resource };

/** A template, as far as rules look into it. */
export interface Template {
  readonly Resources: Resources;
  readonly Parameters?: unknown;
}

/** A resource with its logical id. */
export type Named = readonly [logicalId: string, resource: Resource];

/** What stands around a resource that is judged. */
export interface Surroundings {
  readonly resources: Resources;
  readonly place: Place;
  /** The whole template; undefined while a construct is made, when parameters and dependencies are not known yet. */
  readonly template?: Template;
  /** The resources of a type whose property has that text; the service stores ids in lower case. */
  readonly withId: (type: string, property: string, id: string) => readonly Named[];
}

/** What stands around every resource of a template, or of one that is being made. */
export function surroundings(resources: Resources, place: Place, template?: Template): Surroundings {
  const indexes = new Map<string, Map<string, Named[]>>();
  const withId = (type: string, property: string, id: string) => {
    const index = indexes.get(type) ?? indexOf(resources, type, property);
    indexes.set(type, index);
    return index.get(id.toLowerCase()) ?? [];
  };
  return { resources, place, template, withId };
}

/** The resources of a review are inherited, so not only own ones are looked at. */
function indexOf(resources: Resources, type: string, property: string): Map<string, Named[]> {
  const index = new Map<string, Named[]>();
  for (const logicalId in resources) {
    const resource = resources[logicalId];
    const id = resource.Type === type ? resource.Properties?.[property] : undefined;
    if (typeof id !== 'string') continue;
    index.set(id.toLowerCase(), [...(index.get(id.toLowerCase()) ?? []), [logicalId, resource]]);
  }
  return index;
}

/** The properties and policies of a resource, with what only the deployment knows as unknown. */
export function subject(resource: Resource): object {
  const { Properties, DeletionPolicy, UpdateReplacePolicy, UpdatePolicy } = resource;
  const attributes = defined({ DeletionPolicy, UpdateReplacePolicy, UpdatePolicy });
  const properties = Properties === undefined || isObject(Properties) ? known(Properties ?? {}) : UNKNOWN;
  return { properties, ...(known(attributes) as object) };
}

/** The values that are there. */
export function defined(values: { readonly [key: string]: unknown }): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The resource with fields that are worked out when a rule reads them first: most rules never do. */
export function lazily<T extends object>(it: T, fields: { readonly [name: string]: () => unknown }): T {
  for (const [name, find] of Object.entries(fields)) {
    let found: { readonly value: unknown } | undefined;
    Object.defineProperty(it, name, {
      get: () => {
        found ??= { value: find() };
        return found.value;
      },
    });
  }
  return it;
}
