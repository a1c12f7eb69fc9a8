import { BYPASS, type BypassReason } from './bypass';
import type { Plan } from './plan';

/** A plan in words and lists, for people. */
export interface PlanDescription {
  readonly cacheable: boolean;
  /** Why not, as a reason and as a sentence. */
  readonly bypass?: { readonly reason: string; readonly sentence: string };
  readonly tables: readonly string[];
  /** The tags that a found and an empty answer carry, with the values that were given. */
  readonly found: readonly string[];
  readonly empty: readonly string[];
  readonly perSession: boolean;
  readonly ttlMs?: number;
  /** What is dropped: tags, or everything of the database, with the reason. Undefined if nothing is written. */
  readonly drops?: { readonly tags: readonly string[]; readonly everything?: string };
  readonly transaction: readonly string[];
  readonly taints: boolean;
}

/** Says what a plan means for one execution. */
export function describePlan(plan: Plan, values: readonly unknown[] = []): PlanDescription {
  const { read, write, transaction, taints } = plan;
  const reason = plan.bypass ?? read?.refuses(values);
  const tags = read?.tags(values);
  return {
    cacheable: reason === undefined,
    ...(reason === undefined ? {} : { bypass: { reason, sentence: sentenceOf(reason) } }),
    tables: read?.tables ?? [],
    found: tags?.found ?? [],
    empty: tags?.empty ?? [],
    perSession: read?.perSession ?? false,
    ...(read?.hint === undefined ? {} : { ttlMs: read.hint.ttlMs }),
    ...(write === undefined
      ? {}
      : {
          drops: {
            tags: write.tags(values),
            ...(write.resolved ? {} : { everything: sentenceOf(write.reason ?? '') }),
          },
        }),
    transaction,
    taints,
  };
}

function sentenceOf(reason: string): string {
  return Object.hasOwn(BYPASS, reason) ? BYPASS[reason as BypassReason] : reason;
}
