import { parseArgs } from 'node:util';
import type { LoweredRule } from '../rules/lowering';
import { ALL_RULES } from '../rules/tables';
import { compareFiles, LOWERABLE_CHANGES } from './comparison';
import { FORMATS, type Format, problemLine, type Reporter, reportComparison, reportReview } from './report';
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
    io.stderr.write(`${usageProblem(error as NodeJS.ErrnoException)}; '${io.command} --help' says more\n`);
    return EXIT.unusable;
  }
  if (options.help) io.stdout.write(help(io.command));
  else if (options.version) io.stdout.write(`${io.version}\n`);
  else return options.against === undefined ? runReview(options, io) : runComparison(options, options.against, io);
  return EXIT.clean;
}

/** Ours are one clause; Node.js adds advice, over several lines. */
function usageProblem({ code, message }: NodeJS.ErrnoException): string {
  return code === undefined ? message : message.split(/\.\s|\n/)[0];
}

interface Options {
  readonly paths: string[];
  readonly format: Format;
  readonly strict: boolean;
  readonly lowered: readonly LoweredRule[];
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

function runComparison({ paths, format, strict, lowered }: Options, against: string, io: Surroundings): number {
  const found = compareFiles(against, paths[0], lowered);
  io.stdout.write(reportComparison(found, format, reporter(io)));
  if (format !== 'text') for (const error of found.errors) io.stderr.write(`${problemLine(error)}\n`);
  const compared = found.files.length + found.unfollowed.length;
  if (found.errors.length > 0 || compared === 0) return EXIT.unusable;
  return exitOf(found.changes, strict);
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
    options: {
      format: { type: 'string', default: 'text' },
      strict: { type: 'boolean', default: false },
      lower: { type: 'string', multiple: true, default: [] },
      against: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  const { format, strict, against, help, version } = values;
  if (!isFormat(format)) throw new Error(`'--format' needs ${FORMATS.join(', ')}, got '${format}'`);
  const lowered = values.lower.map((text) => loweredRule(text, against !== undefined));
  if (!help && !version && paths.length === 0) throw new Error('name a file or a directory to check');
  if (against !== undefined && paths.length > 1)
    throw new Error(`'--against' needs one path beside it, got ${paths.length}`);
  return { paths, format, strict, lowered, help, version, ...(against !== undefined && { against }) };
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

function loweredRule(text: string, comparing: boolean): LoweredRule {
  const at = text.indexOf('=');
  const [id, reason] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1).trim()];
  const ids = comparing ? LOWERABLE_CHANGES : ALL_RULES.map((rule) => rule.id);
  if (!ids.includes(id)) {
    const near = nearest(id, ids).map((one) => `'${one}'`);
    throw new Error(`'--lower' needs the id of a rule, got '${id}'; near it: ${near.join(', ')}`);
  }
  if (reason === '')
    throw new Error(`'--lower' needs a reason, got '${text}'; write ${id}=<why it does not hold here>`);
  return { id, reason };
}

/** The ids most like a word, best first. */
function nearest(word: string, ids: readonly string[]): string[] {
  return [...new Set(ids)]
    .map((id) => ({ id, score: likeness(word, id) + (id.startsWith(word) ? 1 : 0) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, 3)
    .map(({ id }) => id);
}

/** The share of pairs of letters that two words have in common. */
function likeness(one: string, other: string): number {
  const pairs = (word: string) => new Set(Array.from(word, (_, at) => word.slice(at, at + 2)));
  const [first, second] = [pairs(one), pairs(other)];
  return (2 * [...first].filter((pair) => second.has(pair)).length) / (first.size + second.size || 1);
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
