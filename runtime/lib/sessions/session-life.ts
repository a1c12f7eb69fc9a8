import type { SessionSettings } from './session-options';

/** How long a session lives from now on, in milliseconds; 0 or less if its cookie has expired. */
export function lifeMs(session: object, { ttlMs, maxMs }: Pick<SessionSettings, 'ttlMs' | 'maxMs'>): number {
  return Math.ceil(Math.min(cookieMs((session as { readonly cookie?: unknown }).cookie) ?? ttlMs(), maxMs()));
}

/** What a cookie says; undefined if it ends with the browser, or says what is no time. */
function cookieMs(cookie: unknown): number | undefined {
  if (typeof cookie !== 'object' || cookie === null) return undefined;
  const { expires, maxAge } = cookie as { readonly expires?: unknown; readonly maxAge?: unknown };
  const ms = isTime(expires)
    ? new Date(expires).getTime() - Date.now()
    : typeof maxAge === 'number'
      ? maxAge
      : undefined;
  return Number.isNaN(ms) ? undefined : ms;
}

function isTime(value: unknown): value is Date | string | number {
  return typeof value === 'string' || typeof value === 'number' || (typeof value === 'object' && value !== null);
}
