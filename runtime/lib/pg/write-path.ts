import type { TransactionStep } from '../sql/plan';
import type { ClientSession } from './client-session';
import { type StatementFacts, toldOf } from './known-database';
import { isNothing, NOTHING_WRITTEN, together, type WrittenTags, writtenBy } from './open-transaction';
import type { PgClientClass } from './pg-shapes';
import { preparedValues } from './prepared-values';
import type { QueryCall } from './query-call';
import { type Outcome, sendAndWatch } from './statement-outcome';
import type { WrapTarget } from './wrap-target';

/** What has to be done for one statement, on an idle session of which the status is known. */
export interface WriteSteps {
  /** What the cache is told before it is sent. */
  readonly announced: WrittenTags;
  /** What the open transaction has written by it. */
  readonly collected: WrittenTags;
  /** Whether the open transaction ends without having written. */
  readonly abandons: boolean;
  /** Whether what was announced stays written by the open transaction, if there is one afterwards. */
  readonly reopens: boolean;
}

const COMMITS: readonly TransactionStep[] = ['commit', 'commit-and-chain'];
const ABANDONS: readonly TransactionStep[] = ['rollback', 'rollback-and-chain', 'prepare'];

/** Decides from the plan and the status: nothing in it waits, so that a statement without steps is sent at once. */
export function writeSteps(
  session: ClientSession,
  { plan }: StatementFacts,
  statement: QueryCall,
  announces: boolean,
): WriteSteps {
  const told = toldOf(plan.write, announces);
  const written = told ? writtenBy(told, sentValues(session, statement)) : NOTHING_WRITTEN;
  const open = session.open.written();
  const nothing = { announced: NOTHING_WRITTEN, collected: NOTHING_WRITTEN, abandons: false, reopens: false };
  // It may commit in its middle, whatever it returns in the end.
  if (plan.statements !== 1 && (plan.transaction.length > 0 || plan.statements === 0)) {
    return { ...nothing, announced: together(open, written), reopens: true };
  }
  const [step] = plan.transaction;
  if (step && COMMITS.includes(step)) {
    // A failed transaction is rolled back by COMMIT.
    if (session.status !== 'T') return { ...nothing, abandons: true };
    return { ...nothing, announced: open, reopens: step === 'commit' };
  }
  if (step && ABANDONS.includes(step)) return { ...nothing, abandons: true };
  if (session.status === 'I' && !step) return { ...nothing, announced: written };
  return { ...nothing, collected: written };
}

/** Runs a statement that has to be announced, in its turn. The caller goes on when the cache knows that it has ended. */
export async function announced(
  target: WrapTarget,
  session: ClientSession,
  statement: QueryCall,
  { announced: written, reopens }: WriteSteps,
): Promise<Outcome> {
  const announcement = await target.announce(session, written);
  // From here on these tags are not to be announced by surprise.
  session.open.clear();
  let outcome: Outcome;
  try {
    outcome = await sendAndWatch(session, statement);
  } catch (error) {
    await announcement?.settle();
    throw error;
  }
  const { status } = outcome;
  if (status !== undefined && status !== 'I' && (reopens || outcome.error !== undefined)) session.open.add(written);
  if (written.ddl) target.schemaChanged();
  if (status === undefined) announcement?.uncertain();
  else await announcement?.settle();
  return outcome;
}

export function needsAnnouncement({ announced: written }: WriteSteps): boolean {
  return !isNothing(written) || written.ddl === true;
}

/** The values as they are sent, which is what keys of rows are made of. */
function sentValues({ client }: ClientSession, { values }: QueryCall): readonly unknown[] {
  if (!values || values.length === 0) return [];
  const { Query } = client.constructor as PgClientClass;
  try {
    return Query ? preparedValues(Query, values) : values;
  } catch {
    // It will fail when it is sent.
    return values;
  }
}
