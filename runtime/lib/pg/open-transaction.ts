import type { WritePlan } from '../sql/plan';

/** What the open transaction of one session has written so far. Tags of savepoints that were rolled back stay. */
export class OpenTransaction {
  private readonly tags = new Set<string>();
  /** Why not all that it writes is known, if so. */
  private reason: string | undefined;
  private ddl = false;
  /** Whether the end of it was sent, after which nothing is left to announce. */
  public ending = false;

  public get isEmpty(): boolean {
    return this.tags.size === 0 && this.reason === undefined && !this.ddl;
  }

  public add({ tags, unresolved, ddl }: WrittenTags): void {
    for (const tag of tags) this.tags.add(tag);
    this.reason ??= unresolved;
    this.ddl ||= ddl === true;
  }

  public written(): WrittenTags {
    return { tags: [...this.tags], unresolved: this.reason, ddl: this.ddl };
  }

  public clear(): void {
    this.tags.clear();
    this.reason = undefined;
    this.ddl = false;
    this.ending = false;
  }
}

/** The tags of a write, or why they are not all known. */
export interface WrittenTags {
  readonly tags: readonly string[];
  readonly unresolved?: string;
  /** Whether the schema changes. */
  readonly ddl?: boolean;
}

export const NOTHING_WRITTEN: WrittenTags = { tags: [] };

export function together(one: WrittenTags, other: WrittenTags): WrittenTags {
  return {
    tags: [...new Set([...one.tags, ...other.tags])],
    unresolved: one.unresolved ?? other.unresolved,
    ddl: one.ddl || other.ddl,
  };
}

/** What one execution writes. A plan that fails on its values is not resolved. */
export function writtenBy(plan: WritePlan | undefined, values: readonly unknown[]): WrittenTags {
  if (!plan) return NOTHING_WRITTEN;
  if (!plan.resolved) return { tags: [], unresolved: plan.reason ?? 'unresolved', ddl: plan.ddl };
  try {
    return { tags: plan.tags(values), ddl: plan.ddl };
  } catch {
    return { tags: [], unresolved: 'values', ddl: plan.ddl };
  }
}

export function isNothing({ tags, unresolved }: WrittenTags): boolean {
  return tags.length === 0 && unresolved === undefined;
}
