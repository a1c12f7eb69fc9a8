import type { Loaded } from '../protocol/request';
import type { ClientSession } from './client-session';
import type { KnownDatabase } from './known-database';
import { isClosed, type PgResult } from './pg-shapes';
import type { CachedRead } from './read-path';
import { WireCapture } from './wire-capture';
import { WrapReason } from './wrap-reason';
import type { WrapTarget } from './wrap-target';

/** Asks the database in the turn of a session: the query runs through node-postgres, and its messages are kept. */
export async function loadOn(
  target: WrapTarget,
  session: ClientSession,
  { call, values, database }: CachedRead,
): Promise<Loaded<PgResult>> {
  const refused = await refusedBefore(target, session, database);
  const capture = new WireCapture(target.policy.maxBytes);
  const watch = refused === undefined ? session.watch() : undefined;
  const stop = watch ? capture.start(session) : undefined;
  try {
    const value = await new Promise<PgResult>((resolve, reject) => {
      session.send(call.config, call.values && [...values], (error?: unknown, result?: unknown) => {
        if (error) reject(error);
        else resolve(result as PgResult);
      });
    });
    const uncacheable = refused ?? refusedAfter(capture, watch?.status);
    if (uncacheable !== undefined) target.wrap.events.notStored?.(uncacheable);
    return {
      value,
      empty: capture.isEmpty,
      uncacheable,
      payload: uncacheable === undefined ? () => capture.payload() : undefined,
      lagMs: session.database?.session.inRecovery ? target.wrap.options.replica?.lagMs : undefined,
    };
  } finally {
    stop?.();
  }
}

/** Why this session must not answer for the key that was made before it was known. */
async function refusedBefore(
  target: WrapTarget,
  session: ClientSession,
  database: KnownDatabase,
): Promise<WrapReason | undefined> {
  if (isClosed(session.client) || session.client.pipeline) return WrapReason.SESSION;
  if (session.status !== 'I') return WrapReason.TRANSACTION;
  if (session.isTainted) return WrapReason.TAINTED;
  if (!session.database) await target.ensure(session).catch(() => undefined);
  // A pool may have connections to a primary and to its standby, for which everything else is the same.
  if (session.database?.session.inRecovery && !target.wrap.options.replica) return WrapReason.REPLICA;
  // Not the same settings alone: the same timeline as well.
  return session.database === database ? undefined : WrapReason.SESSION;
}

function refusedAfter(capture: WireCapture, status: string | undefined): WrapReason | undefined {
  return status === 'I' ? capture.reason : WrapReason.TRANSACTION;
}
