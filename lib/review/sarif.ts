import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from './template-file';

/** What a SARIF log is made of. */
export interface SarifInput {
  readonly version: string;
  /** The directory that paths are relative to. */
  readonly cwd: string;
  readonly rules: readonly { readonly id: string; readonly level: string; readonly page: string }[];
  readonly results: readonly SarifResult[];
  readonly errors: readonly Problem[];
}

/** One thing that was found. */
export interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly loweredBecause?: string;
}

/** A log of SARIF 2.1.0, as code scanning takes it. */
export function sarif({ version, cwd, rules, results, errors }: SarifInput): string {
  const driver = {
    name: 'cache-tier-check',
    version,
    rules: rules.map(({ id, level, page }) => ({
      id,
      shortDescription: { text: id.replaceAll('-', ' ') },
      helpUri: page,
      defaultConfiguration: { level },
    })),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: errors.length === 0,
        toolExecutionNotifications: errors.map((one) => notification(one, cwd)),
      },
    ],
    results: results.map((result) => ({
      ruleId: result.ruleId,
      ruleIndex: rules.findIndex(({ id }) => id === result.ruleId),
      level: result.level,
      message: { text: result.message },
      locations: [
        {
          // Code scanning takes no result without a line; a template without a known one is meant as a whole.
          physicalLocation: { ...location(result.file, cwd), region: { startLine: result.line ?? 1 } },
          logicalLocations: [{ name: result.logicalId, kind: 'resource', fullyQualifiedName: fullName(result) }],
        },
      ],
      ...(result.loweredBecause !== undefined && { properties: { loweredBecause: result.loweredBecause } }),
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function notification({ file, line, column, message }: Problem, cwd: string): object {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column && { startColumn: column }) } };
  return {
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { ...location(file, cwd), ...region } }],
  };
}

/** Relative with slashes, so that a log fits every checkout; absolute only where the file lies elsewhere. */
function location(file: string, cwd: string): object {
  const path = relative(cwd, resolve(cwd, file));
  const isElsewhere = path.startsWith('..') || isAbsolute(path);
  const uri = isElsewhere
    ? pathToFileURL(resolve(cwd, file)).href
    : path.split(/[\\/]/).map(encodeURIComponent).join('/');
  return { artifactLocation: { uri } };
}

function fullName({ resourceType, logicalId }: SarifResult): string {
  return `${resourceType}/${logicalId}`;
}
