import { parseArgs } from 'node:util';
import { ALL_RULES } from '../rules/tables';
import { type Comparison, compareFiles, LOWERABLE_CHANGES } from './comparison';
import { OPTIONS, type Reporting, reporting, usageProblem } from './options';
import { type Reporter, reportComparison, reportReview } from './report';
import { problemLine } from './report-text';
import { review } from './review';

/** Where output goes. */
export interface Output {
  write(text: string): unknown;
}

/** What surrounds a run: tests bring their own. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  /** How the user called it, for the help: `cdk-cache-tier check`. */
  readonly command: string;
  readonly version: string;
  /** The directory that paths in SARIF are relative to. @default - the one of the process */
  readonly cwd?: string;
}

/** The exit codes. Where several would fit, the greatest wins: a file that was not read may hold anything. */
export const EXIT = { clean: 0, violations: 1, unusable: 2 } as const;

/** Runs the review of the command line and returns the exit code. */
export function main(argv: readonly string[], io: Surroundings): number {
  let options: Options;
  try {
    options = parse(argv);
  } catch (error) {
    io.stderr.write(usageProblem(io.command, error as Error));
    return EXIT.unusable;
  }
  if (options.help) io.stdout.write(help(io.command));
  else if (options.version) io.stdout.write(`${io.version}\n`);
  else if (options.against === undefined) return runReview(options, io);
  else return tellComparison(compareFiles(options.against, options.paths[0], options.lowered), options, io);
  return EXIT.clean;
}

/** Writes what a comparison found, and returns the exit code. */
export function tellComparison(found: Comparison, { format, strict }: Reporting, io: Surroundings): number {
  io.stdout.write(reportComparison(found, format, reporter(io)));
  if (format !== 'text') for (const error of found.errors) io.stderr.write(`${problemLine(error)}\n`);
  const compared = found.files.length + found.unfollowed.length;
  if (found.errors.length > 0 || compared === 0) return EXIT.unusable;
  return exitOf(found.changes, strict);
}

interface Options extends Reporting {
  readonly paths: string[];
  readonly against?: string;
  readonly help: boolean;
  readonly version: boolean;
}

function runReview({ paths, format, strict, lowered }: Options, io: Surroundings): number {
  const found = review(paths, lowered);
  io.stdout.write(reportReview(found, format, reporter(io)));
  // Machines read standard output; people and logs find there what was not read.
  if (format !== 'text') for (const error of found.errors) io.stderr.write(`${problemLine(error)}\n`);
  if (found.errors.length > 0 || found.files.length === 0) return EXIT.unusable;
  return exitOf(found.findings, strict);
}

function exitOf(items: readonly { readonly level: string }[], strict: boolean): number {
  const failing = strict ? ['error', 'warning'] : ['error'];
  return items.some(({ level }) => failing.includes(level)) ? EXIT.violations : EXIT.clean;
}

function reporter({ version, cwd = process.cwd() }: Surroundings): Reporter {
  return { version, cwd };
}

function parse(argv: readonly string[]): Options {
  const { values, positionals: paths } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...OPTIONS, against: { type: 'string' } },
  });
  const { against, help, version } = values;
  const lowerable = against === undefined ? ALL_RULES.map(({ id }) => id) : LOWERABLE_CHANGES;
  const stated = reporting(values, lowerable);
  if (!help && !version && paths.length === 0) throw new Error('name a file or a directory to check');
  if (against !== undefined && paths.length > 1)
    throw new Error(`'--against' needs one path beside it, got ${paths.length}`);
  return { ...stated, paths, help, version, ...(against !== undefined && { against }) };
}

function help(command: string): string {
  return `Reviews CloudFormation templates for ElastiCache, in JSON and YAML.

Usage: ${command} [options] <file or directory>...
       ${command} [options] --against <old file or directory> <new file or directory>

A directory means all templates below it, nested cloud assemblies of CDK included (cdk.out).

  --format text|json|sarif  how the report is written (default: text)
  --strict                  warnings fail too
  --lower id=reason         counts the rule as a warning; may be repeated
  --against <old>           instead of the rules: what would be replaced, removed, refused, and lose its data
  -h, --help                this text
  -v, --version             the version

Exit code: 0 clean (warnings allowed), 1 violations, 2 nothing found, unreadable, or bad usage (2 wins over 1).
`;
}
