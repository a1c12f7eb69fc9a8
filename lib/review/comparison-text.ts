import type { Comparison, FileChange } from './comparison';
import { closing, errorsFirst, NOTHING, plural, problemLine } from './report-text';

/** The comparison for people: what is grave in full, and what is alike together. */
export function comparisonText({ files, removed, unfollowed, changes, errors }: Comparison): string {
  const lines: string[] = [];
  const headers = [
    ...files.map(({ file, before }) => [file, before === undefined ? '(new)' : `(after ${before})`]),
    ...removed.map(({ file, parent, stack }) => [file, `(nested stack ${stack} of ${parent})`]),
  ];
  for (const [file, from] of headers) {
    const here = changes.filter((change) => change.file === file);
    if (here.length === 0) continue;
    lines.push(`${file} ${from}`);
    lines.push(...folded(gravestFirst(here)));
    lines.push('');
  }
  if (files.length + unfollowed.length === 0) return errors.map((one) => `${problemLine(one)}\n`).join('') || NOTHING;
  for (const file of unfollowed) lines.push(`${file} has no successor: its stack stays until someone deletes it.`);
  if (unfollowed.length > 0) lines.push('');
  if (errors.length > 0) lines.push(...errors.map(problemLine), '');
  const closed = closing(changes.length > 0 ? countsByKind(changes) : [], errors) || 'No changes';
  const lost = (['certain', 'possible'] as const).flatMap((loss) => {
    const count = changes.filter(({ dataLoss }) => dataLoss === loss).length;
    return count > 0 ? [`${plural(count, 'resource')} ${loss === 'certain' ? 'would' : 'may'} lose data`] : [];
  });
  lines.push(`${[closed, ...lost].join('; ')}.`);
  return `${lines.join('\n')}\n`;
}

/** How many there are of each kind; the rare kinds where there are some. */
function countsByKind(changes: readonly FileChange[]): string[] {
  const always: readonly string[] = ['replaced', 'may-be-replaced', 'removed', 'updated', 'added'];
  return KINDS.flatMap((kind) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count > 0 || always.includes(kind) ? [`${count} ${kind.replaceAll('-', ' ')}`] : [];
  });
}

/** The kinds in the order that a reader wants to see them. */
const KINDS = [
  'replaced',
  'may-be-replaced',
  'removed',
  'may-be-removed',
  'refused',
  'may-be-refused',
  'interrupted',
  'updated',
  'added',
] as const;

function gravestFirst(changes: readonly FileChange[]): FileChange[] {
  return errorsFirst([...changes].sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind)));
}

/** More of them than this that differ in nothing but their names are one line. */
const ALIKE = 3;

/** How many of them, and of their types, that line names. */
const NAMED = 3;

function folded(changes: readonly FileChange[]): string[] {
  const groups = new Map<string, FileChange[]>();
  for (const change of changes) {
    const key = change.level === 'note' ? `${change.kind} ${told(change)}` : change.logicalId;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length > ALIKE ? [groupLine(group)] : group.flatMap(changeLines),
  );
}

function groupLine(group: readonly FileChange[]): string {
  const [first] = group;
  const types = listed([...new Set(group.map(({ resourceType }) => resourceType))]);
  const ids = listed(group.map(({ logicalId }) => logicalId));
  const what = verb(first.kind).replace(/^is /, 'are ');
  return `  note     ${group.length} resources (${types}) ${what}: ${told(first).replace(/^it is /, 'they are ')}: ${ids}`;
}

/** `A, B, C and 2 more`. */
function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function changeLines(change: FileChange): string[] {
  const { level, logicalId, resourceType, kind, loweredBecause } = change;
  const lines = [`  ${level.padEnd(7)}  ${logicalId} (${resourceType}) ${verb(kind)}: ${told(change)}`];
  return loweredBecause === undefined ? lines : [...lines, `           lowered: ${loweredBecause}`];
}

function told({ why, advice = [] }: FileChange): string {
  return [why, ...advice].join('; ');
}

/** What happens to a resource, as a sentence goes on after its name. */
export function verb(kind: FileChange['kind']): string {
  if (kind === 'refused') return 'is refused by the service';
  if (kind === 'may-be-refused') return 'may be refused by the service';
  return kind.startsWith('may-') ? kind.replaceAll('-', ' ') : `is ${kind}`;
}
