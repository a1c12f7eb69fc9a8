import { isObject } from '../rules/shape';

/** The key of the context under which everything stands. */
const CONTEXT_KEY = 'cacheTier';

type Keys = { readonly [key: string]: unknown };

/** What the context says of one environment. */
export interface ContextLayers {
  /** The name of the environment, or undefined where none is distinguished. */
  readonly environment?: string;
  /** Where it stands in the context. */
  readonly path: string;
  /** What it says, not read yet: the common keys, those of the environment, and single ones of the command line. */
  readonly layers: readonly Keys[];
}

/**
 * The layers of the context for each environment, the lowest first.
 *
 * @param allowed the keys that may stand there, for what is said about a value that is no object
 */
export function layersOf(context: Keys, allowed: readonly string[], problems: string[]): ContextLayers[] {
  const keys = `its keys are ${allowed.join(', ')}`;
  problems.push(...misspelt(context));
  const { environments: named, ...base } = asObject(
    context[CONTEXT_KEY] ?? {},
    CONTEXT_KEY,
    `${keys}, environments`,
    problems,
  );
  const { environments: namedSingly, ...single } = singleKeys(context);
  const environments = over(named, namedSingly);
  if (environments === undefined) return [{ path: CONTEXT_KEY, layers: [base, single] }];

  const path = `${CONTEXT_KEY}.environments`;
  const overlays = Object.entries(asObject(environments, path, 'its keys are the names of environments', problems));
  if (overlays.length === 0 && problems.length === 0) {
    problems.push(`'${path}' needs at least one environment, got none; name one, or leave it out`);
  }
  const strange = overlays.map(([name]) => name).filter((name) => !/^[A-Za-z][A-Za-z0-9-]*$/.test(name));
  problems.push(
    ...strange.map((name) => `'${path}' needs names of letters, digits and hyphens, got '${name}'; rename it`),
  );
  return overlays.map(([environment, overlay]) => ({
    environment,
    path: `${path}.${environment}`,
    layers: [base, asObject(overlay, `${path}.${environment}`, keys, problems), single],
  }));
}

/** A key that is nearly ours would be ignored, and the defaults deployed. */
function misspelt(context: Keys): string[] {
  const letters = (key: string) => [...key.toLowerCase().replace(/[^a-z]/g, '')].sort().join('');
  return Object.keys(context)
    .map((key) => key.split('.')[0])
    .filter((key) => key !== CONTEXT_KEY && letters(key) === letters(CONTEXT_KEY))
    .map((key) => `'${key}' needs to be written '${CONTEXT_KEY}', got '${key}'; correct it`);
}

/** The keys that `-c` passes singly, such as `cacheTier.network.vpcId`, as one object. */
function singleKeys(context: Keys): Keys {
  let keys: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(context)) {
    const [first, ...path] = key.split('.');
    if (first !== CONTEXT_KEY || path.length === 0) continue;
    const nested = path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
    keys = merged(keys, nested as { [key: string]: unknown });
  }
  return keys;
}

/** An object of the context; `-c` may pass it as JSON. */
export function asObject(value: unknown, path: string, remedy: string, problems: string[]): Keys {
  try {
    const object: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (isObject(object)) return object;
  } catch {
    // Not JSON: said below.
  }
  problems.push(`'${path}' needs an object, got ${JSON.stringify(value)}; ${remedy}`);
  return {};
}

/** The keys of both, those above over those below; an overlay takes a key away with null. */
export function merged(base: Keys, above: Keys): { [key: string]: unknown } {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(above)])];
  const entries = keys.map((key) => [key, key in above ? over(base[key], above[key]) : base[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** What stands above, key by key where both are objects. */
function over(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  return isObject(below) && isObject(above) ? merged(below, above) : above;
}
