// Writes lib/cache/engine-parameters.ts and lib/cache/memcached-parameters.ts from the catalog; a test holds them together.
import { writeFileSync } from 'node:fs';
import { MEMCACHED_FAMILIES } from '../lib/catalog/memcached-parameter-definitions';
import { ENGINE_FAMILIES, PARAMETER_DEFINITIONS, type ParameterDefinition } from '../lib/catalog/parameter-definitions';

const TYPES = { integer: 'number', decimal: 'number', string: 'string', boolean: 'boolean', flag: 'boolean' } as const;

/** The whole file of Valkey and Redis OSS, from the parameters that a group can set. */
export function engineParametersSource(): string {
  return source({
    families: ENGINE_FAMILIES,
    type: 'EngineParameters',
    values: `The engine parameters that a parameter group can set, typed; which of them a family has, and their ranges, the rules
 * know. What AWS adds tomorrow is written by its own name: \`{ ...EngineParameters.of({}), 'new-parameter': '1' }\`.`,
    noun: 'Engine parameters',
    words: '`true` is `yes`, names have hyphens',
    separator: '-',
    yes: 'yes',
    no: 'no',
  });
}

/** The whole file of Memcached. */
export function memcachedParametersSource(): string {
  return source({
    families: MEMCACHED_FAMILIES,
    type: 'MemcachedParameters',
    values: `The parameters of Memcached that a parameter group can set, typed; which of them a family has, and their ranges, the
 * rules know. What AWS adds tomorrow is written by its own name: \`{ ...MemcachedParameters.of({}), new_parameter: '1' }\`.
 * A node takes them when it restarts, and it restarts empty.`,
    noun: 'Parameters of Memcached',
    words: '`true` is `1`, names have underscores',
    separator: '_',
    yes: '1',
    no: '0',
  });
}

interface Source {
  readonly families: readonly string[];
  /** The class. */
  readonly type: string;
  /** What its values are. */
  readonly values: string;
  readonly noun: string;
  /** How names and values are written. */
  readonly words: string;
  readonly separator: string;
  readonly yes: string;
  readonly no: string;
}

function source({ families, type, values, noun, words, separator, yes, no }: Source): string {
  const rows = PARAMETER_DEFINITIONS.filter((row) => row.modifiable && families.includes(row.families[0]));
  const names = [...new Set(rows.map((row) => row.name))].sort();
  const separated = separator === '-' ? 'hyphenated' : 'underscored';
  return `// Written by scripts/generate-engine-parameters.ts from the catalog: change it there.

/**
 * ${values}
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export interface ${type.replace(/s$/, '')}Values {
${names.map((name) => property(name, rows, families)).join('\n')}
}

/** ${noun} by the names of the service, from typed values. */
export class ${type} {
  /** The values as a parameter group takes them: ${words}. */
  public static of(values: ${type.replace(/s$/, '')}Values): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [${separated}(name), written(value)]),
    );
  }

  private constructor() {}
}

function ${separated}(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => \`${separator}\${letter.toLowerCase()}\`);
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '${yes}' : '${no}') : String(value);
}
`;
}

function property(name: string, rows: readonly ParameterDefinition[], families: readonly string[]): string {
  const own = rows.filter((row) => row.name === name);
  const some = families.filter((family) => own.some((row) => row.families.includes(family)));
  const [row] = own;
  return `  /**
   * ${row.summary}${range(row)}${some.length < families.length ? ` Families ${some.join(', ')}.` : ''}
   *
   * @default - ${row.default === '' ? 'empty' : (defaultOf(row) ?? 'the default of the family')}
   */
  readonly ${camelCase(name)}?: ${TYPES[row.type]};`;
}

function defaultOf({ type, default: value }: ParameterDefinition): string | undefined {
  return type === 'flag' && value !== undefined ? String(value === '1') : value;
}

function range({ allowed, min, max, zeroOr }: ParameterDefinition): string {
  if (allowed !== undefined) return ` One of ${allowed.join(', ')}.`;
  if (zeroOr !== undefined) return ` 0, or ${zeroOr} and more.`;
  if (min !== undefined && max !== undefined) return ` ${min} to ${max}.`;
  return min === undefined ? '' : ` ${min} or more.`;
}

function camelCase(name: string): string {
  return name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (require.main === module) {
  writeFileSync('lib/cache/engine-parameters.ts', engineParametersSource());
  writeFileSync('lib/cache/memcached-parameters.ts', memcachedParametersSource());
}
