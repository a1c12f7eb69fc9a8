import type { LoweredRule } from '../rules/lowering';
import { FORMATS, type Format } from './report';

/** The options that every command of the review has, as `parseArgs` takes them. */
export const OPTIONS = {
  format: { type: 'string', default: 'text' },
  strict: { type: 'boolean', default: false },
  lower: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

/** What they say in the end. */
export interface Reporting {
  readonly format: Format;
  readonly strict: boolean;
  readonly lowered: readonly LoweredRule[];
}

/** The options in their types. @throws Error, with what is wrong in one clause */
export function reporting(
  { format, strict, lower }: { readonly format: string; readonly strict: boolean; readonly lower: readonly string[] },
  lowerable: readonly string[],
): Reporting {
  if (!isFormat(format)) throw new Error(`'--format' needs ${FORMATS.join(', ')}, got '${format}'`);
  return { format, strict, lowered: lower.map((text) => loweredRule(text, lowerable)) };
}

/** The line that says what is wrong with a command line. Ours are one clause; Node.js adds advice, over several lines. */
export function usageProblem(command: string, { code, message }: NodeJS.ErrnoException): string {
  return `${code === undefined ? message : message.split(/\.\s|\n/)[0]}; '${command} --help' says more\n`;
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

function loweredRule(text: string, ids: readonly string[]): LoweredRule {
  const at = text.indexOf('=');
  const [id, reason] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1).trim()];
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
