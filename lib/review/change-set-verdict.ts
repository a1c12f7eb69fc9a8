import { holdsData } from '../catalog/data-holders';
import type { LoweredRule } from '../rules/lowering';
import { type Comparison, type FileChange, levelWith } from './comparison';
import { verb } from './comparison-text';
import type { DataLoss } from './data-fate';
import type { ChangeKind } from './property-effect';
import type { Change } from './replacement';

/** What a change set says of one resource. */
export interface ResourceVerdict {
  /** The file of the new template, as the comparison names it. */
  readonly file: string;
  readonly logicalId: string;
  readonly resourceType?: string;
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic';
  readonly replacement?: 'True' | 'False' | 'Conditional';
  /** What becomes of the old one: `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete` and so on. */
  readonly policyAction?: string;
  readonly properties: readonly {
    readonly name: string;
    readonly requiresRecreation: 'Never' | 'Conditionally' | 'Always';
    readonly evaluation?: string;
  }[];
}

/**
 * The comparison with the verdicts of a change set laid over it: where they disagree, the change set wins, and both are
 * told. What a change set of the same stack does not name stays as it is.
 */
export function withVerdicts(
  comparison: Comparison,
  verdicts: readonly ResourceVerdict[],
  lowered: readonly LoweredRule[] = [],
): Comparison {
  const covered = new Set(verdicts.map(({ file }) => file));
  const found = new Map(verdicts.map((verdict) => [keyOf(verdict), verdict]));
  const known = new Set(comparison.changes.map(keyOf));
  // A type that changes is a removal and an addition here, and one change there.
  const isSingle = (change: FileChange) =>
    comparison.changes.filter((one) => keyOf(one) === keyOf(change)).length === 1;
  const changes = comparison.changes.map((change) => {
    const verdict = found.get(keyOf(change));
    if (!covered.has(change.file) || !isSingle(change)) return change;
    const changed = verdict ? overruled(change, verdict) : unnamed(change);
    return changed ? { ...withoutLevel(change), ...changed, ...levelWith(changed, lowered) } : change;
  });
  const more = verdicts.filter((verdict) => !known.has(keyOf(verdict))).flatMap(unforeseen);
  const added = more.map(({ file, change }) => ({ file, ...change, ...levelWith(change, lowered) }));
  return { ...comparison, changes: [...changes, ...added] };
}

/** What a change set says in our words; undefined where it does not know either. */
function kindOf({ action, replacement }: ResourceVerdict): ChangeKind | undefined {
  if (action === 'Add') return 'added';
  if (action === 'Remove') return 'removed';
  if (action === 'Import') return 'updated';
  if (action === 'Dynamic') return undefined;
  if (replacement === 'True') return 'replaced';
  return replacement === 'Conditional' ? 'may-be-replaced' : 'updated';
}

/** The kinds that a change set does not tell apart: it knows nothing of refusals and interruptions. */
function classOf(kind: ChangeKind): ChangeKind {
  return kind === 'interrupted' || kind === 'refused' || kind === 'may-be-refused' ? 'updated' : kind;
}

function overruled(change: FileChange, verdict: ResourceVerdict): Change | undefined {
  const kind = kindOf(verdict);
  if (kind === undefined || kind === classOf(change.kind)) return undefined;
  const { logicalId, resourceType, properties, holdsData: holds } = change;
  const { dataLoss, says } = lossBy(verdict, kind, holds, change);
  const why = `${saidBy(verdict, kind)}${says}; the templates said that it ${verb(change.kind)}: ${change.why}`;
  return { logicalId, resourceType, kind, properties, holdsData: holds, ...dataLoss, why };
}

/** A change that the change set does not have: a value that is written in another way and is the same. */
function unnamed({ logicalId, resourceType, kind, properties, holdsData: holds, why }: FileChange): Change | undefined {
  if (['added', 'updated', 'interrupted'].includes(kind)) return undefined;
  const said = `the change set does not name it, so nothing happens to it; the templates said that it ${verb(kind)}: ${why}`;
  return { logicalId, resourceType, kind: 'updated', properties, holdsData: holds, ...NO_LOSS, why: said };
}

/** A change that the templates do not show: by a parameter that is passed, or by an update of the service. */
function unforeseen(verdict: ResourceVerdict): { file: string; change: Change }[] {
  const kind = kindOf(verdict);
  if (kind === undefined) return [];
  const { file, logicalId, resourceType = 'an unknown type', properties } = verdict;
  const holds = holdsData(resourceType);
  const { dataLoss, says } = lossBy(verdict, kind, holds);
  const why = `${saidBy(verdict, kind)}${says}; the templates do not show it`;
  const names = properties.map(({ name }) => name);
  return [{ file, change: { logicalId, resourceType, kind, properties: names, holdsData: holds, ...dataLoss, why } }];
}

function saidBy({ properties }: ResourceVerdict, kind: ChangeKind): string {
  const decisive = properties.filter(({ requiresRecreation }) => requiresRecreation !== 'Never');
  const because = decisive.length > 0 ? ` (${decisive.map(({ name }) => name).join(', ')})` : '';
  return `the change set says that it ${verb(kind)}${because}`;
}

const NO_LOSS = { losesData: false, dataLoss: 'none' } as const;

function lossBy({ policyAction }: ResourceVerdict, kind: ChangeKind, holds: boolean, ours?: Change) {
  if (!holds || !['replaced', 'may-be-replaced', 'removed'].includes(kind)) return { dataLoss: NO_LOSS, says: '' };
  const goesToo = ours !== undefined && /replaced|removed/.test(ours.kind);
  const loss = policyAction === undefined ? (goesToo ? ours.dataLoss : 'possible') : lossOf(policyAction, kind);
  const says = policyAction === undefined ? '' : `, and its policy is ${policyAction}`;
  return { dataLoss: { losesData: loss !== 'none', dataLoss: loss }, says };
}

function lossOf(policyAction: string, kind: ChangeKind): DataLoss {
  if (!policyAction.endsWith('Delete')) return 'none';
  return kind === 'may-be-replaced' ? 'possible' : 'certain';
}

function withoutLevel({ file, line }: FileChange) {
  return { file, ...(line !== undefined && { line }) };
}

function keyOf({ file, logicalId }: { readonly file: string; readonly logicalId: string }): string {
  return JSON.stringify([file, logicalId]);
}
