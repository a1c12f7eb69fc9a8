import type { Problem } from './template-file';

/** What is said where no template was found. */
export const NOTHING =
  "Found no CloudFormation template: looked for files with a mapping 'Resources', in a directory for *.template.json of " +
  'a cloud assembly, and elsewhere for *.json, *.yaml, *.yml and *.template outside of node_modules.\n';

/** One line for a file that could not be read: `cache.yaml:3:7: the key 'Cache' stands twice in one mapping`. */
export function problemLine({ file, line, column, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place}: ${message}`;
}

/** What was found, and how much could not be read. */
export function closing(found: readonly string[], errors: readonly Problem[]): string {
  return [...found, ...(errors.length > 0 ? [`${errors.length} unreadable`] : [])].join(', ');
}

/** The same items, the grave ones first. */
export function errorsFirst<T extends { readonly level: string }>(items: readonly T[]): T[] {
  const rank = ['error', 'warning', 'note'];
  return [...items].sort((one, other) => rank.indexOf(one.level) - rank.indexOf(other.level));
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
