import type { SessionSettings } from './session-options';

/** Redis refuses times that are much longer. */
const MOST_MS = 10 * 365 * 86_400_000;

type Life = Pick<SessionSettings, 'ttlMs' | 'maxMs'>;

/** How long a session lives from now on, in milliseconds; 0 or less if its cookie has expired. */
export function lifeMs(session: object, settings: Life): number {
  const asked = cookieMs((session as { readonly cookie?: unknown }).cookie) ?? settings.ttlMs();
  return Math.min(Math.ceil(asked), capMs(settings));
}

/** How long a session lives at most, in milliseconds. */
export function capMs({ maxMs }: Pick<SessionSettings, 'maxMs'>): number {
  return Math.ceil(Math.min(maxMs(), MOST_MS));
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
  return Number.isFinite(ms) ? ms : undefined;
}

function isTime(value: unknown): value is Date | string | number {
  return typeof value === 'string' || typeof value === 'number' || (typeof value === 'object' && value !== null);
}
