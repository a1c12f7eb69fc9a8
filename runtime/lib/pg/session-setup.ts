import type { ClientSession } from './client-session';
import type { PgClientClass } from './pg-shapes';
import { preparedValues } from './prepared-values';
import { queryCallOf } from './query-call';
import { encodeParts } from './query-key';

/** One statement that gives settings their values: the same settings again are the same session again. */
const SETTING = /^\s*(set|reset)\s[^;]*;?\s*$|^\s*select\s+(pg_catalog\.)?set_config\s*\([^;]*;?\s*$/i;

/**
 * Takes a setting that is made before a connection is used for the first time as a part of what the session is. True if
 * it was one. Anything else ends the set-up of a client that belongs to no pool.
 */
export function recordSetUp(
  session: ClientSession,
  text: string | undefined,
  args: readonly [unknown, unknown, unknown],
): boolean {
  const call = text !== undefined && SETTING.test(text) ? queryCallOf(...args) : undefined;
  if (!call || text === undefined || call.submittable) {
    if (!session.isPooled) session.settingUp = false;
    return false;
  }
  const { Query } = session.client.constructor as PgClientClass;
  try {
    const values = Query && call.values ? preparedValues(Query, call.values) : [];
    session.setUp.push(encodeParts([text, ...values]));
    session.database = undefined;
    return true;
  } catch {
    return false;
  }
}
