import { ALL_RULES } from '../rules/tables';
import type { Comparison } from './comparison';
import { comparisonText, verb } from './comparison-text';
import { closing, errorsFirst, NOTHING, plural, problemLine } from './report-text';
import type { Review, ReviewFinding } from './review';
import { sarif } from './sarif';

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
    const results = grave.map(({ kind, why, advice = [], ...change }) => ({
      ...change,
      ruleId: kind,
      message: `${change.logicalId} ${verb(kind)}: ${[why, ...advice].join('; ')}`,
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
  { id: 'interrupted', level: 'note', page: UPDATES },
  { id: 'updated', level: 'note', page: UPDATES },
  { id: 'added', level: 'note', page: UPDATES },
] as const;

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

function counts(items: readonly { readonly level: string }[]): { errors: number; warnings: number } {
  const of = (level: string) => items.filter((item) => item.level === level).length;
  return { errors: of('error'), warnings: of('warning') };
}

function grouped(findings: readonly ReviewFinding[]): Map<string, ReviewFinding[]> {
  const groups = new Map<string, ReviewFinding[]>();
  for (const finding of findings) groups.set(finding.logicalId, [...(groups.get(finding.logicalId) ?? []), finding]);
  return groups;
}

function tool(version: string): object {
  return { tool: { name: 'cache-tier-check', version } };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
