import type { IConstruct } from 'constructs';
import type { LoweredRule } from '../rules/lowering';
import { ALL_RULES } from '../rules/tables';
import { InvalidCacheError } from './invalid-cache-error';

const LOWERED = Symbol.for('cdk-cache-tier.lowered-rules');

/**
 * Turns rules of this library into warnings, for the day on which the service lifts a limit before we do.
 *
 * ```ts
 * CacheRules.of(this).lower({ id: 'durability-engine', reason: 'AWS enabled it for our account, case 1234' });
 * ```
 */
export class CacheRules {
  /** The rules that are applied to caches in that scope. */
  public static of(scope: IConstruct): CacheRules {
    return new CacheRules(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Lowers a rule to a warning for everything that is made in the scope after this call. Id and reason are written to
   * the metadata of each resource that breaks the rule, so that whoever reviews the template reads them.
   *
   * @throws InvalidCacheError if there is no rule of that id, or no reason
   */
  public lower(...rules: LoweredRule[]): void {
    const problems = rules.flatMap(({ id, reason }) => [
      ...(ALL_RULES.some((rule) => rule.id === id) ? [] : [`'id' needs the id of a rule, got '${id}'`]),
      ...(reason.trim() === '' ? [`'reason' needs a sentence for reviewers, got none for '${id}'`] : []),
    ]);
    if (problems.length > 0) throw new InvalidCacheError(this.scope.node.path || 'App', problems);
    ownRules(this.scope).push(...rules);
  }
}

/** The rules that are lowered for a construct, by its own scope and every scope around it. */
export function loweredFor(construct: IConstruct): LoweredRule[] {
  return construct.node.scopes.flatMap((scope) => (scope as Lowering)[LOWERED] ?? []);
}

interface Lowering extends IConstruct {
  [LOWERED]?: LoweredRule[];
}

function ownRules(scope: Lowering): LoweredRule[] {
  scope[LOWERED] ??= [];
  return scope[LOWERED];
}
