import { statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import type { Level } from '../rules/rule';
import type { LoweredRule } from '../rules/template';
import { type Change, compare, levelOf } from './replacement';
import { type FoundTemplate, findTemplates } from './review';
import type { Problem } from './template-file';

/** What happens to one resource of one template. */
export interface FileChange extends Change {
  readonly file: string;
  readonly line?: number;
  readonly level: Level | 'note';
  readonly loweredBecause?: string;
}

/** What happens when the templates of one place follow those of another. */
export interface Comparison {
  /** The new templates, each with the old one that it follows. */
  readonly files: readonly { readonly file: string; readonly before?: string }[];
  /** Old templates that none follows. Their stacks stay until someone deletes them. */
  readonly unfollowed: readonly string[];
  readonly changes: readonly FileChange[];
  readonly errors: readonly Problem[];
}

/** The kinds of change that can be lowered to a warning. */
export const LOWERABLE_CHANGES = ['replaced', 'removed'];

/** What happens when the templates of `after` follow those of `before`, matched by their paths below each. */
export function compareFiles(before: string, after: string, lowered: readonly LoweredRule[] = []): Comparison {
  const [old, next] = [findTemplates([before]), findTemplates([after])];
  const oldByKey = new Map(old.templates.map((found) => [keyOf(found, before), found]));
  const single = old.templates.length === 1 && next.templates.length === 1;
  const files: { file: string; before?: string }[] = [];
  const changes: FileChange[] = [];
  const followed = new Set<FoundTemplate>();
  for (const found of next.templates) {
    const { file, template, lineOf } = found;
    const predecessor = single ? old.templates[0] : oldByKey.get(keyOf(found, after));
    files.push({ file, ...(predecessor && { before: predecessor.file }) });
    if (predecessor) followed.add(predecessor);
    for (const change of compare(predecessor?.template ?? { Resources: {} }, template)) {
      const line = lineOf(change.logicalId);
      changes.push({ file, ...(line && { line }), ...change, ...levelWith(change, lowered) });
    }
  }
  const unfollowed = old.templates.filter((found) => !followed.has(found)).map(({ file }) => file);
  return { files, unfollowed, changes, errors: [...old.problems, ...next.problems] };
}

function keyOf({ file }: FoundTemplate, root: string): string {
  return statSync(root).isDirectory() ? relative(root, file) : basename(file);
}

function levelWith(change: Change, lowered: readonly LoweredRule[]): Pick<FileChange, 'level' | 'loweredBecause'> {
  const level = levelOf(change);
  const rule = level === 'error' ? lowered.find(({ id }) => id === change.kind) : undefined;
  return rule ? { level: 'warning', loweredBecause: rule.reason } : { level };
}
