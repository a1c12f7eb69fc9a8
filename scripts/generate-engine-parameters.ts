// Writes lib/cache/engine-parameters.ts from the catalog; a test holds the two together.
import { writeFileSync } from 'node:fs';
import {
  PARAMETER_DEFINITIONS,
  PARAMETER_FAMILIES,
  type ParameterDefinition,
} from '../lib/catalog/parameter-definitions';

const TYPES = { integer: 'number', string: 'string', boolean: 'boolean' } as const;

/** The whole file, from the parameters that a group can set. */
export function engineParametersSource(): string {
  const names = [...new Set(PARAMETER_DEFINITIONS.filter((row) => row.modifiable).map((row) => row.name))].sort();
  return `// Written by scripts/generate-engine-parameters.ts from the catalog: change it there.

/**
 * The engine parameters that a parameter group can set, typed; which of them a family has, and their ranges, the rules
 * know. What AWS adds tomorrow is written by its own name: \`{ ...EngineParameters.of({}), 'new-parameter': '1' }\`.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export interface EngineParameterValues {
${names.map(property).join('\n')}
}

/** Engine parameters by the names of the service, from typed values. */
export class EngineParameters {
  /** The values as a parameter group takes them: \`true\` is \`yes\`, names have hyphens. */
  public static of(values: EngineParameterValues): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [hyphenated(name), written(value)]),
    );
  }

  private constructor() {}
}

function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => \`-\${letter.toLowerCase()}\`);
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
`;
}

function property(name: string): string {
  const rows = PARAMETER_DEFINITIONS.filter((row) => row.name === name && row.modifiable);
  const families = PARAMETER_FAMILIES.filter((family) => rows.some((row) => row.families.includes(family)));
  const [row] = rows;
  return `  /**
   * ${row.summary}${values(row)}${families.length < PARAMETER_FAMILIES.length ? ` Families ${families.join(', ')}.` : ''}
   *
   * @default - ${row.default === '' ? 'empty' : (row.default ?? 'the default of the family')}
   */
  readonly ${camelCase(name)}?: ${TYPES[row.type]};`;
}

function values({ allowed, min, max, zeroOr }: ParameterDefinition): string {
  if (allowed !== undefined) return ` One of ${allowed.join(', ')}.`;
  if (zeroOr !== undefined) return ` 0, or ${zeroOr} and more.`;
  if (min !== undefined && max !== undefined) return ` ${min} to ${max}.`;
  return min === undefined ? '' : ` ${min} or more.`;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (require.main === module) writeFileSync('lib/cache/engine-parameters.ts', engineParametersSource());
