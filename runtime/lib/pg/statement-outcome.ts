import type { ClientSession } from './client-session';
import type { ConnectionWatch } from './connection-watch';
import { isClosed, type QueryCallback, type TransactionStatus } from './pg-shapes';
import type { QueryCall } from './query-call';

/** How a statement has ended, and what its caller gets. */
export interface Outcome {
  readonly error?: unknown;
  readonly result?: unknown;
  /** The status of the session behind it; undefined if nobody knows how it ended. */
  readonly status?: TransactionStatus;
}

/** Sends a statement in its turn, and waits until it is known how it ended, or until nobody will know. */
export async function sendAndWatch(session: ClientSession, statement: QueryCall): Promise<Outcome> {
  // Nothing will be sent, and node-postgres says why.
  if (isClosed(session.client)) return { ...(await answerOf(session, statement)), status: session.status ?? 'I' };
  const watch = session.watch();
  const answer = await answerOf(session, statement, watch);
  if (answer.error !== undefined && !watch.hasEnded) {
    // A refusal of node-postgres itself is known one tick later, one of the server with its next message.
    await new Promise(process.nextTick);
    const timedOut = !watch.hasEnded && !watch.failed && !answer.synchronous;
    if (timedOut) return { ...answer, status: undefined };
  }
  await watch.ended;
  return { ...answer, status: watch.status };
}

/** Sends a statement whose end needs no watching. */
export function sendAsIs(session: ClientSession, statement: QueryCall, callback?: QueryCallback): unknown {
  const { config, submittable } = statement;
  return session.send(config, undefined, submittable ? statement.callback : (callback ?? statement.callback));
}

interface CallerAnswer {
  readonly error?: unknown;
  readonly result?: unknown;
  readonly synchronous?: boolean;
}

/** What node-postgres gives the caller. A query object tells its own listeners: here only its end counts. */
async function answerOf(session: ClientSession, statement: QueryCall, watch?: ConnectionWatch): Promise<CallerAnswer> {
  if (statement.submittable) {
    session.send(statement.config, undefined, statement.callback);
    await watch?.ended;
    return {};
  }
  return new Promise((resolve) => {
    let synchronous = true;
    sendAsIs(session, statement, (error?: unknown, result?: unknown) => {
      resolve(error ? { error, synchronous } : { result });
    });
    synchronous = false;
  });
}
