import { asObject, type ContextLayers, merged } from './context-layers';

/** What the context says to one stack, by where it stands. */
export interface PlacedValues {
  /** Where its own section stands in the context. */
  readonly section: string;
  /** What the section says, not read yet. */
  readonly own: { readonly [key: string]: unknown };
  /** What stands beside the sections and is not in this one, not read yet. */
  readonly shared: { readonly [key: string]: unknown };
}

/**
 * What each layer says to every stack and then, in its section, to this one: an environment lies over the common keys and
 * their sections, and the command line over both.
 *
 * @param section the key of the section
 * @param allowed the keys that may stand in it
 * @param isOfOthers what is said to every stack and does not mean this one
 */
export function placedValues(
  { layers, path }: ContextLayers,
  section: string,
  allowed: readonly string[],
  problems: string[],
  isOfOthers: (key: string, value: unknown) => boolean = () => false,
): PlacedValues {
  const place = `${path}.${section}`;
  const inSection = new Set<string>();
  let values: { [key: string]: unknown } = {};
  for (const { [section]: own, ...common } of layers) {
    const shared = Object.fromEntries(Object.entries(common).filter(([key, value]) => !isOfOthers(key, value)));
    // What it lies over does not count either, unless it is this stack's own.
    for (const key of Object.keys(common)) if (!(key in shared) && !inSection.has(key)) delete values[key];
    values = merged(values, shared);
    for (const key of Object.keys(shared)) inSection.delete(key);
    if (own === undefined) continue;
    const stated = asObject(own, place, `its keys are ${allowed.join(', ')}`, problems);
    values = merged(values, stated);
    for (const key of Object.keys(stated)) inSection.add(key);
  }
  const where = (own: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => inSection.has(key) === own));
  return { section: place, own: where(true), shared: where(false) };
}
