import { ALL_RULES } from '../rules/tables';
import type { Comparison, FileChange } from './comparison';
import type { Review, ReviewFinding } from './review';
import { sarif } from './sarif';
import type { Problem } from './template-file';

/** How a report is written. */
export type Format = 'text' | 'json' | 'sarif';

/** The formats of a report. */
export const FORMATS: readonly Format[] = ['text', 'json', 'sarif'];

/** Who writes the report, and where. */
export interface Reporter {
  readonly version: string;
  /** The directory that paths in SARIF are relative to. */
  readonly cwd: string;
}

/** Grows when a field of the JSON report changes its meaning or goes; a new field alone does not. */
const SCHEMA_VERSION = 1;

/** The review in a format, with a line break at its end. */
export function reportReview(review: Review, format: Format, { version, cwd }: Reporter): string {
  if (format === 'text') return reviewText(review);
  const { files, findings, resources, errors } = review;
  if (format === 'sarif') {
    const results = findings.map((finding) => ({ ...finding, message: `${finding.logicalId}: ${finding.message}` }));
    const used = ALL_RULES.filter(({ id }) => findings.some(({ ruleId }) => ruleId === id));
    return sarif({ version, cwd, rules: used.map(({ id, level, page }) => ({ id, level, page })), results, errors });
  }
  const summary = { ...counts(findings), templates: files.length, resources, unreadable: errors.length };
  return json({ schemaVersion: SCHEMA_VERSION, ...tool(version), summary, files, findings, errors });
}

/** The comparison in a format, with a line break at its end. */
export function reportComparison(comparison: Comparison, format: Format, { version, cwd }: Reporter): string {
  if (format === 'text') return comparisonText(comparison);
  const { files, removed, unfollowed, changes, errors } = comparison;
  if (format === 'sarif') {
    const grave = changes.filter(({ level }) => level !== 'note');
    const results = grave.map(({ kind, why, ...change }) => ({
      ...change,
      ruleId: kind,
      message: `${change.logicalId} ${verb(kind)}: ${why}`,
    }));
    const rules = CHANGE_RULES.filter(({ id }) => results.some(({ ruleId }) => ruleId === id));
    return sarif({ version, cwd, rules, results, errors });
  }
  const losing = changes.filter(({ losesData }) => losesData).length;
  const summary = { ...counts(changes), templates: files.length, losingData: losing, unreadable: errors.length };
  return json({
    schemaVersion: SCHEMA_VERSION,
    ...tool(version),
    summary,
    files,
    removed,
    unfollowed,
    changes,
    errors,
  });
}

const UPDATES =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html';
const MODIFY = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html';
const CHANGE_RULES = [
  { id: 'replaced', level: 'error', page: UPDATES },
  { id: 'removed', level: 'error', page: UPDATES },
  { id: 'may-be-replaced', level: 'warning', page: UPDATES },
  { id: 'may-be-removed', level: 'warning', page: UPDATES },
  { id: 'refused', level: 'error', page: MODIFY },
  { id: 'may-be-refused', level: 'warning', page: MODIFY },
  { id: 'updated', level: 'note', page: UPDATES },
] as const;

const NOTHING =
  "Found no CloudFormation template: looked for files with a mapping 'Resources', in a directory for *.template.json of " +
  'a cloud assembly, and elsewhere for *.json, *.yaml, *.yml and *.template outside of node_modules.\n';

function reviewText({ files, findings, resources, errors }: Review): string {
  const lines: string[] = [];
  for (const { file, stack, region } of files) {
    const here = findings.filter((finding) => finding.file === file);
    if (here.length === 0) continue;
    const known = [stack, region].filter((part) => part !== undefined).join(', ');
    lines.push(known ? `${file} (${known})` : file);
    for (const [logicalId, group] of grouped(here)) {
      lines.push(`  ${logicalId}  ${group[0].resourceType}${group[0].line ? `, line ${group[0].line}` : ''}`);
      for (const finding of errorsFirst(group)) lines.push(...findingLines(finding));
    }
    lines.push('');
  }
  if (findings.length + files.length + errors.length === 0) return NOTHING;
  if (errors.length > 0) lines.push(...errors.map(problemLine), '');
  const { errors: broken, warnings } = counts(findings);
  const judged = `${plural(resources, 'ElastiCache resource')} in ${plural(files.length, 'template')}`;
  const found = findings.length > 0 ? [plural(broken, 'error'), plural(warnings, 'warning')] : [];
  lines.push(`${closing(found, errors) || 'No findings'} (${judged}).`);
  return `${lines.join('\n')}\n`;
}

function findingLines({ level, ruleId, message, loweredBecause }: ReviewFinding): string[] {
  const lines = [`    ${level.padEnd(7)}  ${message}  [${ruleId}]`];
  return loweredBecause === undefined ? lines : [...lines, `             lowered: ${loweredBecause}`];
}

function comparisonText({ files, removed, unfollowed, changes, errors }: Comparison): string {
  const lines: string[] = [];
  const headers = [
    ...files.map(({ file, before }) => [file, before === undefined ? '(new)' : `(after ${before})`]),
    ...removed.map(({ file, parent, stack }) => [file, `(nested stack ${stack} of ${parent})`]),
  ];
  for (const [file, from] of headers) {
    const here = changes.filter((change) => change.file === file);
    if (here.length === 0) continue;
    lines.push(`${file} ${from}`);
    for (const change of errorsFirst(here)) lines.push(...changeLines(change));
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
  const always = ['replaced', 'may-be-replaced', 'removed', 'updated', 'added'];
  const kinds = ['replaced', 'may-be-replaced', 'removed', 'may-be-removed', 'refused', 'may-be-refused'];
  return [...kinds, 'updated', 'added'].flatMap((kind) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count > 0 || always.includes(kind) ? [`${count} ${kind.replaceAll('-', ' ')}`] : [];
  });
}

function changeLines({ level, logicalId, resourceType, kind, why, loweredBecause }: FileChange): string[] {
  const lines = [`  ${level.padEnd(7)}  ${logicalId} (${resourceType}) ${verb(kind)}: ${why}`];
  return loweredBecause === undefined ? lines : [...lines, `           lowered: ${loweredBecause}`];
}

/** One line for a file that could not be read: `cache.yaml:3:7: the key 'Cache' stands twice in one mapping`. */
export function problemLine({ file, line, column, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place}: ${message}`;
}

function closing(found: readonly string[], errors: readonly Problem[]): string {
  return [...found, ...(errors.length > 0 ? [`${errors.length} unreadable`] : [])].join(', ');
}

function verb(kind: FileChange['kind']): string {
  if (kind === 'refused') return 'is refused by the service';
  if (kind === 'may-be-refused') return 'may be refused by the service';
  return kind.startsWith('may-') ? kind.replaceAll('-', ' ') : `is ${kind}`;
}

function counts(items: readonly { readonly level: string }[]): { errors: number; warnings: number } {
  const of = (level: string) => items.filter((item) => item.level === level).length;
  return { errors: of('error'), warnings: of('warning') };
}

function errorsFirst<T extends { readonly level: string }>(items: readonly T[]): T[] {
  const rank = ['error', 'warning', 'note'];
  return [...items].sort((one, other) => rank.indexOf(one.level) - rank.indexOf(other.level));
}

function grouped(findings: readonly ReviewFinding[]): Map<string, ReviewFinding[]> {
  const groups = new Map<string, ReviewFinding[]>();
  for (const finding of findings) groups.set(finding.logicalId, [...(groups.get(finding.logicalId) ?? []), finding]);
  return groups;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function tool(version: string): object {
  return { tool: { name: 'cache-tier-check', version } };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
