import { createHash } from 'node:crypto';
import type { Plan, TransactionStep, WritePlan } from '../sql/plan';
import type { CachePolicy } from './cache-policy';
import type { CachingTerms, Keeping } from './caching-terms';
import type { TypeParsers } from './pg-shapes';
import type { SessionContext } from './session-context';
import type { EntryNames, Planner, WrapContext } from './wrap-context';
import { WrapReason } from './wrap-reason';

/** Texts whose facts are remembered; an application that builds them anew each time must not fill the memory. */
const MAX_TEXTS = 5_000;

/** How long nothing is read again after that has failed. */
const RETRY_MS = 1_000;

/** What is known of one statement text in one database. */
export interface StatementFacts {
  readonly plan: Plan;
  /** How long its answer is kept by hint and rules. */
  readonly keeping?: Keeping;
  /** Whether nothing has to be done for it but to send it. */
  readonly harmless: boolean;
}

/** A database as sessions of one kind see it. */
export class KnownDatabase {
  /** Undefined if the database does not say who it is: nothing can be named then. */
  public readonly names?: EntryNames;
  public readonly planner?: Planner;
  /** Plans where names may mean anything. */
  private readonly lost?: Planner;
  private readonly texts = new Map<string, StatementFacts>();
  private readonly fingerprints = new Map<string, string>();
  private generation: number | undefined;
  /** The terms under which texts were learned. */
  private terms: CachingTerms | undefined;
  private failedAt = 0;

  /**
   * @param types the type parsers of the client that was asked
   * @param fieldShape the prototype of node-postgres' descriptions of columns
   * @param setUp what the session ran before its first use
   */
  public constructor(
    wrap: WrapContext,
    private readonly policy: CachePolicy,
    public readonly session: SessionContext,
    public readonly types: TypeParsers | undefined,
    public readonly fieldShape: object,
    public readonly setUp: string,
  ) {
    const { space, user, searchPath } = session;
    if (space === undefined) return;
    this.names = wrap.names(space);
    this.planner = wrap.planner({ space, user, searchPath });
    this.lost = wrap.planner({ space, user });
  }

  /** One look into a map for a text that was seen before; undefined if it cannot be planned yet. */
  public facts(text: string): StatementFacts | undefined {
    if (!this.session.plainStrings) return unplanned(text, WrapReason.STRINGS);
    const { planner, policy } = this;
    if (planner?.generation !== this.generation || policy.terms() !== this.terms) this.forgetTexts();
    if (!planner?.ready) return undefined;
    return this.texts.get(text) ?? this.learn(text);
  }

  /** The facts if names may mean other tables than usual. */
  public lostFacts(text: string): StatementFacts | undefined {
    if (!this.session.plainStrings) return unplanned(text, WrapReason.STRINGS);
    const plan = this.lost?.peek(text);
    return plan && factsOf({ ...plan, read: undefined });
  }

  public get isFailing(): boolean {
    return Date.now() - this.failedAt < RETRY_MS;
  }

  /** Reads what plans need, on the connection of who needs it; not again and again while that fails. */
  public async prepare(query: Parameters<Planner['prepare']>[0]): Promise<void> {
    if (!this.planner || this.planner.ready || this.isFailing) return;
    try {
      await this.planner.prepare(query);
      await this.lost?.prepare(query);
    } catch {
      this.failedAt = Date.now();
    }
  }

  /** Stands in entries: another schema, another timeline or another text is a miss. */
  public fingerprint(text: string): string {
    let fingerprint = this.fingerprints.get(text);
    if (fingerprint === undefined) {
      const parts = JSON.stringify([this.planner?.schema, this.session.timeline, text]);
      fingerprint = createHash('sha256').update(parts).digest('base64url').slice(0, 22);
      this.fingerprints.set(text, fingerprint);
    }
    return fingerprint;
  }

  private learn(text: string): StatementFacts | undefined {
    const plan = this.planner?.peek(text);
    if (!plan) return undefined;
    const facts = factsOf(plan, this.policy.keepingOf(plan), this.policy.announces);
    if (this.texts.size >= MAX_TEXTS) this.forgetTexts();
    this.texts.set(text, facts);
    return facts;
  }

  private forgetTexts(): void {
    this.texts.clear();
    this.fingerprints.clear();
    this.generation = this.planner?.generation;
    this.terms = this.policy.terms();
  }
}

/** What holds of a text that cannot be planned: anything may be in it. */
export function unplanned(text: string, reason = WrapReason.CATALOG): StatementFacts {
  const step = STEPS.find(([pattern]) => pattern.test(text))?.[1];
  return factsOf({
    bypass: reason,
    // If it changed the schema, that is found when the schema is read: told for every such statement, processes would go
    // on making each other read it again.
    write: step ? undefined : { resolved: false, reason, ddl: false, tags: () => [] },
    transaction: step ? [step] : [],
    taints: step === undefined,
    movesSearchPath: step === undefined,
    statements: step ? 1 : 0,
  });
}

/** What the cache is told of a write: where answers follow by their time alone, only that the schema changes. */
export function toldOf(write: WritePlan | undefined, announces: boolean): WritePlan | undefined {
  if (announces || !write) return write;
  return write.ddl ? { resolved: true, ddl: true, tags: () => [] } : undefined;
}

/** One statement alone, without anything behind it that could be another one. */
const STEPS: readonly (readonly [RegExp, TransactionStep])[] = [
  [/^\s*(begin|start\s+transaction)\b[^;]*;?\s*$/i, 'begin'],
  [/^\s*(commit|end)(\s+(work|transaction))?(\s+and\s+no\s+chain)?\s*;?\s*$/i, 'commit'],
  [/^\s*(rollback|abort)(\s+(work|transaction))?(\s+and\s+no\s+chain)?\s*;?\s*$/i, 'rollback'],
  [/^\s*(savepoint|release|rollback\s+to)\b[^;]*;?\s*$/i, 'savepoint'],
];

function factsOf(plan: Plan, keeping?: Keeping, announces = true): StatementFacts {
  const harmless =
    !toldOf(plan.write, announces) && plan.transaction.length === 0 && !plan.taints && !plan.movesSearchPath;
  return { plan, keeping, harmless };
}
