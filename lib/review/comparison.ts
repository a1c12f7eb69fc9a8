import { statSync } from 'node:fs';
import { basename, normalize, relative } from 'node:path';
import type { LoweredRule } from '../rules/lowering';
import type { Level } from '../rules/rule';
import { type Given, passedTo, withPassed } from './passed-parameters';
import { type Change, compare, leavingStack, levelOf, nestedStacks, removalsOf, stackRemovals } from './replacement';
import { type FoundTemplate, findTemplates, nestedTemplate } from './review';
import type { Problem, Resource } from './template-file';

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
  /** Old templates of nested stacks that go, or may go, with an update of their parents. */
  readonly removed: readonly { readonly file: string; readonly parent: string; readonly stack: string }[];
  /** Old templates that none follows. Their stacks stay until someone deletes them. */
  readonly unfollowed: readonly string[];
  readonly changes: readonly FileChange[];
  readonly errors: readonly Problem[];
}

/** The kinds of change that can be lowered to a warning. */
export const LOWERABLE_CHANGES = [
  'replaced',
  'removed',
  'may-be-replaced',
  'may-be-removed',
  'refused',
  'may-be-refused',
  'interrupted',
  'updated',
];

/** The templates of one place, and which of them others deploy as nested stacks. */
interface Side {
  readonly templates: readonly FoundTemplate[];
  readonly problems: readonly Problem[];
  /** Those that no other one deploys. */
  readonly roots: readonly FoundTemplate[];
  readonly keyOf: (found: FoundTemplate) => string;
  readonly childOf: (parent: FoundTemplate, stack: Resource) => FoundTemplate | undefined;
}

/** What happens when the templates of `after` follow those of `before`, matched by their paths below each. */
export function compareFiles(before: string, after: string, lowered: readonly LoweredRule[] = []): Comparison {
  const [old, next] = [sideOf(before), sideOf(after)];
  const predecessors = new Map<FoundTemplate, FoundTemplate | undefined>();
  const followed = new Set<FoundTemplate>();
  const removed = new Map<FoundTemplate, Comparison['removed'][number]>();
  const changes = new Map<string, FileChange>();

  function tell({ file, lineOf }: FoundTemplate, found: readonly Change[]): void {
    for (const change of found) {
      const line = lineOf(change.logicalId);
      const told = { file, ...(line && { line }), ...change, ...levelWith(change, lowered) };
      changes.set(JSON.stringify(told), told);
    }
  }

  /** Compares a template with the one that it follows, and the nested stacks of both. */
  function follow(
    from: FoundTemplate,
    to: FoundTemplate,
    given: Given = {},
    above: readonly FoundTemplate[] = [],
  ): void {
    predecessors.set(to, from);
    followed.add(from);
    const update = { before: withPassed(from.template, given.before), after: withPassed(to.template, given.after) };
    const stacks = nestedStacks(update.before);
    const compared = [...stacks].flatMap(([id, stack]) => {
      const successor = nestedStacks(update.after).get(id);
      const [child, heir] = [old.childOf(from, stack), successor && next.childOf(to, successor)];
      // Where one side does not tell which template it deploys, it is the one in the same place.
      const oldChild = child ?? (heir && rootAt(old, next.keyOf(heir)));
      const newChild = heir ?? (successor && child && rootAt(next, old.keyOf(child)));
      return oldChild ? [{ id, stack, successor, oldChild, newChild }] : [];
    });
    // A stack of which only the old template is here is told of as one that nobody reads.
    const ids = compared.filter(({ successor, newChild }) => !successor || newChild).map(({ id }) => id);
    tell(to, compare(update.before, update.after, ids));
    for (const { id, stack, successor, oldChild, newChild } of compared) {
      const leaving = leavingStack(id, update);
      if (leaving) leave(oldChild, { parent: to.file, stack: id }, leaving.why, leaving.goes);
      if (!successor || !newChild || above.includes(to)) continue;
      const passed = { before: passedTo(stack, update.before), after: passedTo(successor, update.after) };
      follow(oldChild, newChild, passed, [...above, to]);
    }
  }

  /** Tells that a nested stack goes with all that it holds, nested stacks of its own included. */
  function leave(
    found: FoundTemplate,
    place: { readonly parent: string; readonly stack: string },
    why: string,
    goes: 'certainly' | 'maybe',
  ): void {
    if (removed.has(found)) return;
    removed.set(found, { file: found.file, ...place });
    followed.add(found);
    const inner = [...nestedStacks(found.template)].filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'Retain');
    const children = inner.flatMap(([id, stack]) => {
      const child = old.childOf(found, stack);
      return child ? [{ id, child }] : [];
    });
    const read = children.map(({ id }) => id);
    const unread = stackRemovals({ before: found.template, after: { Resources: {} } }, read);
    tell(found, [...removalsOf(found.template, why, goes), ...unread]);
    for (const { child } of children) leave(child, place, why, goes);
  }

  const isSingle = old.roots.length === 1 && next.roots.length === 1;
  for (const root of next.roots) {
    const predecessor = isSingle ? old.roots[0] : rootAt(old, next.keyOf(root));
    if (predecessor && !predecessors.has(root)) follow(predecessor, root);
  }
  const problems = [...old.problems, ...next.problems];
  if (followed.size === 0 && old.templates.length > 0 && next.templates.length > 0) {
    const message = `has no counterpart in ${after}: templates are matched by their paths below each, or as two files`;
    return { files: [], removed: [], unfollowed: [], changes: [], errors: [...problems, { file: before, message }] };
  }
  for (const found of next.templates) {
    if (!predecessors.has(found)) tell(found, compare({ Resources: {} }, found.template));
  }
  const order = [...next.templates, ...old.templates].map(({ file }) => file);
  return {
    files: next.templates.map((found) => {
      const predecessor = predecessors.get(found);
      return { file: found.file, ...(predecessor && { before: predecessor.file }) };
    }),
    removed: [...removed.values()],
    unfollowed: old.templates.filter((found) => !followed.has(found)).map(({ file }) => file),
    changes: withMoves([...changes.values()]).sort((one, other) => order.indexOf(one.file) - order.indexOf(other.file)),
    errors: problems,
  };
}

function sideOf(root: string): Side {
  const { templates, problems } = findTemplates([root]);
  const byFile = new Map(templates.map((found) => [normalize(found.file), found]));
  const childOf = (parent: FoundTemplate, stack: Resource) => nestedTemplate(parent.file, stack, byFile);
  const children = new Set(
    templates.flatMap((parent) => [...nestedStacks(parent.template).values()].map((stack) => childOf(parent, stack))),
  );
  const keyOf = ({ file }: FoundTemplate) => (statSync(root).isDirectory() ? relative(root, file) : basename(file));
  return { templates, problems, roots: templates.filter((found) => !children.has(found)), keyOf, childOf };
}

function rootAt({ roots, keyOf }: Side, key: string): FoundTemplate | undefined {
  return roots.find((found) => keyOf(found) === key);
}

/** What leaves one stack and comes to another under its logical id: CloudFormation makes a new one, and can move it. */
function withMoves(changes: readonly FileChange[]): FileChange[] {
  const keyOf = ({ resourceType, logicalId }: FileChange) => `${resourceType} ${logicalId}`;
  const added = new Map(changes.filter(({ kind }) => kind === 'added').map((change) => [keyOf(change), change.file]));
  return changes.map((change) => {
    const file = change.kind === 'removed' && change.holdsData ? added.get(keyOf(change)) : undefined;
    if (file === undefined || file === change.file) return change;
    const move = `${file} has a new one of this logical id: 'cdk refactor' moves it instead`;
    return { ...change, advice: [...(change.advice ?? []), move] };
  });
}

/** The level of a change, and why it was lowered where it was. */
export function levelWith(
  change: Change,
  lowered: readonly LoweredRule[],
): Pick<FileChange, 'level' | 'loweredBecause'> {
  const level = levelOf(change);
  // Who let a change in place pass meant that of its kind that interrupts, too: once they were one kind.
  const kinds = change.kind === 'interrupted' ? ['interrupted', 'updated'] : [change.kind];
  const rule = level === 'error' ? lowered.find(({ id }) => kinds.includes(id)) : undefined;
  return rule ? { level: 'warning', loweredBecause: rule.reason } : { level };
}
