import { EngineVersion } from '../catalog/engine-version';
import {
  PARAMETER_DEFINITIONS,
  PARAMETER_FAMILIES,
  type ParameterDefinition,
  parameterDefinition,
} from '../catalog/parameter-definitions';
import { PAGES } from './pages';
import type { ParameterGroup } from './parameter-group-shape';
import type { Rule } from './rule';
import { unlessUnknown } from './shape';

/** Parameter groups: their family, and the parameters that the family takes. */
export const PARAMETER_GROUP_RULES: readonly Rule<ParameterGroup>[] = [
  {
    id: 'parameter-family-cluster-on',
    level: 'error',
    fact: 'documented',
    property: 'CacheParameterGroupFamily',
    broken: ({ properties: p }) => p.CacheParameterGroupFamily?.endsWith('.cluster.on') ?? false,
    needs: "a family: '.cluster.on' ends the name of a default group",
    remedy: ({ properties: p }, say) =>
      `set ${say.set('CacheParameterGroupFamily', p.CacheParameterGroupFamily?.replace('.cluster.on', ''))}, ` +
      "and the parameter 'cluster-enabled' to yes",
    page: PAGES.parameters,
  },
  {
    id: 'parameter-family-known',
    level: 'warning',
    fact: 'inferred',
    property: 'CacheParameterGroupFamily',
    broken: ({ properties: p }) =>
      p.CacheParameterGroupFamily !== undefined &&
      !p.CacheParameterGroupFamily.endsWith('.cluster.on') &&
      !families().includes(p.CacheParameterGroupFamily),
    needs: () => `a family that the service offers: ${families().join(', ')}`,
    remedy: 'choose the family of the engine version',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-family-required',
    level: 'error',
    fact: 'documented',
    property: 'CacheParameterGroupFamily',
    broken: ({ properties: p }) => !('CacheParameterGroupFamily' in p),
    needs: 'a family',
    remedy: (_, say) => `state that of the engine version, such as ${say.set('CacheParameterGroupFamily', 'valkey8')}`,
    page: PAGES.cfnParameterGroup,
  },
  {
    id: 'parameter-group-description',
    level: 'error',
    fact: 'documented',
    property: 'Description',
    broken: ({ properties: p }) => !('Description' in p),
    needs: 'a text',
    remedy: 'say in a sentence what the parameters are for',
    page: PAGES.cfnParameterGroup,
  },
  {
    id: 'parameter-other-family',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => foreign(it).length > 0,
    needs: ({ properties: p }) => `parameters of the family ${p.CacheParameterGroupFamily}`,
    got: (it) => foreign(it).map(quoted).join(', '),
    remedy: (it) => `leave out what only other families know: ${foreign(it).map(home).join('; ')}`,
    page: PAGES.parameters,
  },
  {
    id: 'parameter-known',
    level: 'warning',
    fact: 'unverified',
    property: 'Properties',
    broken: (it) => unheardOf(it).length > 0,
    needs: 'parameters that this library knows, because one that the family does not have fails the deployment',
    got: (it) => unheardOf(it).map(quoted).join(', '),
    remedy: 'compare the name with the page',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-fixed',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => entries(it).some(([, , definition]) => definition?.modifiable === false),
    needs: 'parameters that can be set',
    got: (it) =>
      entries(it)
        .filter(([, , definition]) => definition?.modifiable === false)
        .map(([name]) => quoted(name))
        .join(', '),
    remedy: 'leave out what the service decides',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-value',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => refused(it).length > 0,
    needs: (it) =>
      refused(it)
        .map(([name, , definition]) => `${quoted(name)} to be ${range(definition)}`)
        .join(', '),
    got: (it) =>
      refused(it)
        .map(([, value]) => quoted(value))
        .join(', '),
    remedy: 'choose a value that the parameter takes',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-range',
    level: 'warning',
    // The ranges are those that the service tells of redis5.0; the pages of later families leave many of them out.
    fact: 'inferred',
    property: 'Properties',
    broken: (it) => outOfRange(it).length > 0,
    needs: (it) =>
      outOfRange(it)
        .map(([name, , definition]) => `${quoted(name)} to be ${range(definition)}`)
        .join(', '),
    got: (it) =>
      outOfRange(it)
        .map(([, value]) => quoted(value))
        .join(', '),
    remedy: 'choose a value in that range',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-reserved-memory',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: ({ properties: p }) =>
      p.Properties !== undefined && 'reserved-memory' in p.Properties && 'reserved-memory-percent' in p.Properties,
    needs: "'reserved-memory' or 'reserved-memory-percent'",
    got: 'both',
    remedy: "keep 'reserved-memory-percent', which follows the node type",
    page: PAGES.memoryManagement,
  },
  {
    id: 'parameter-creation-only',
    level: 'warning',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => settled(it).length > 0,
    needs: 'values that stay: some parameters cannot be changed once a cache uses the group',
    got: (it) => settled(it).map(quoted).join(', '),
    remedy: 'choose them before the first deployment',
    page: PAGES.parameters,
  },
  {
    id: 'parameter-keyspace-events',
    level: 'warning',
    fact: 'documented',
    property: 'Properties',
    broken: ({ properties: p }) => /^[^KE]+$/.test(p.Properties?.['notify-keyspace-events'] ?? ''),
    needs: "'notify-keyspace-events' to have K or E, or nothing is sent",
    got: ({ properties: p }) => quoted(p.Properties?.['notify-keyspace-events'] ?? ''),
    remedy: "add 'K' for keyspace or 'E' for keyevent notifications",
    page: PAGES.parameters,
  },
  {
    id: 'parameter-reserved-low',
    level: 'warning',
    fact: 'documented',
    property: 'Properties',
    broken: ({ properties: p }) => Number(p.Properties?.['reserved-memory-percent'] ?? 25) < 25,
    needs: "'reserved-memory-percent' to be 25 or more, or backups and failovers may fail for want of memory",
    got: ({ properties: p }) => quoted(p.Properties?.['reserved-memory-percent'] ?? ''),
    remedy: 'leave it out, or raise it',
    page: PAGES.memoryManagement,
  },
];

type Entry = readonly [name: string, value: string, definition: ParameterDefinition | undefined];

/** The parameters whose values are known, each with its definition; none where the family is not covered. */
function entries({ properties: p }: ParameterGroup): Entry[] {
  const family = p.CacheParameterGroupFamily;
  const parameters = p.Properties;
  if (family === undefined || parameters === undefined || !PARAMETER_FAMILIES.includes(family)) return [];
  return Object.keys(parameters).flatMap((name): Entry[] => {
    const value = unlessUnknown<string | undefined>(() => String(parameters[name]), undefined);
    return value === undefined ? [] : [[name, value, parameterDefinition(family, name)]];
  });
}

function refused(it: ParameterGroup): Entry[] {
  return entries(it).filter(([, value, definition]) => definition?.modifiable === true && !takes(definition, value));
}

function outOfRange(it: ParameterGroup): Entry[] {
  return entries(it).filter(
    ([, value, definition]) =>
      definition?.modifiable === true && takes(definition, value) && !isInRange(definition, value),
  );
}

function foreign(it: ParameterGroup): string[] {
  return unknownTo(it).filter((name) => rows(name).length > 0);
}

function unheardOf(it: ParameterGroup): string[] {
  return unknownTo(it).filter((name) => rows(name).length === 0);
}

function unknownTo(it: ParameterGroup): string[] {
  return entries(it)
    .filter(([, , definition]) => definition === undefined)
    .map(([name]) => name);
}

/** `cluster-enabled` is left out: cluster mode itself stands in the replication group, and has rules of its own. */
function settled(it: ParameterGroup): string[] {
  return entries(it)
    .filter(([name, , definition]) => definition?.applies === 'creation' && name !== 'cluster-enabled')
    .map(([name]) => name);
}

/** Whether the parameter takes the value, as far as its definition says. */
export function takes(definition: ParameterDefinition, value: string): boolean {
  const { type, allowed, zeroOr, pattern } = definition;
  if (type === 'boolean') return value === 'yes' || value === 'no';
  if (type === 'flag') return value === '1' || value === '0';
  if (type === 'decimal') return /^\d+(\.\d+)?$/.test(value);
  if (allowed !== undefined && !allowed.includes(value)) return false;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) return false;
  if (type !== 'integer') return true;
  const number = Number(value);
  return /^-?\d+$/.test(value) && (zeroOr === undefined || number === 0 || number >= zeroOr);
}

/** Whether a number that the parameter takes lies in the range that is known of it. */
function isInRange({ min, max }: ParameterDefinition, value: string): boolean {
  const number = Number(value);
  return Number.isNaN(number) || (number >= (min ?? number) && number <= (max ?? number));
}

function range(definition: ParameterDefinition | undefined): string {
  const { type, allowed, min, max, zeroOr, pattern } = definition ?? { type: 'string' };
  if (type === 'boolean') return 'yes or no';
  if (type === 'flag') return '1 or 0';
  if (type === 'decimal') return 'a number such as 1.25';
  if (allowed !== undefined) return `one of ${allowed.join(', ')}`;
  if (zeroOr !== undefined) return `0, or ${zeroOr} and more`;
  if (pattern !== undefined) return `of the form ${pattern}`;
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  return min === undefined ? 'a whole number' : `${min} or more`;
}

function rows(name: string): ParameterDefinition[] {
  return PARAMETER_DEFINITIONS.filter((row) => row.name === name || row.formerly === name);
}

/** Where a parameter is at home: `'lazyfree-lazy-expire' (redis6.x, redis7, valkey7)`. */
function home(name: string): string {
  const known = rows(name);
  const renamed = known.find((row) => row.formerly === name);
  return `${quoted(name)} (${renamed ? `now '${renamed.name}'` : known.flatMap((row) => row.families).join(', ')})`;
}

function families(): string[] {
  return [...new Set(EngineVersion.all().map((row) => row.parameterGroupFamily))];
}

function quoted(text: string): string {
  return `'${text}'`;
}
