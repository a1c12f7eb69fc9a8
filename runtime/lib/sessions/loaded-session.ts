import { fillSession, type SessionFields } from './session-fields';

/** What the store held when a request loaded its session, or saved it last. */
export interface LoadedSession {
  /** The digest of the id of the session. */
  readonly digest: string;
  readonly fields: SessionFields;
  /** The cookie as it lies in the store; empty if there is none. */
  readonly cookie: string;
  /** When it ends, by the monotonic clock of this process, in milliseconds. */
  readonly until: number;
}

const KNOWN = new WeakMap<object, LoadedSession>();
const HOOKS = new WeakSet<object>();

/**
 * The object that a framework is given. Frameworks copy it to a session object of their own, and say nothing of that:
 * each loop over its properties copies the inherited `toJSON` as well. The first time that the copy is made a text, which
 * for @fastify/session is in the constructor, it says whose copy it is, and goes. What was saved since is known better.
 *
 * @throws SyntaxError if a field is no JSON
 */
export function sessionObject(loaded: LoadedSession, leftMs: number): Record<string, unknown> {
  function toJSON(this: object): object {
    if (KNOWN.has(this)) dropHook(this);
    else remember(this, loaded);
    return this;
  }
  HOOKS.add(toJSON);
  const session = Object.create({ toJSON }) as Record<string, unknown>;
  fillSession(session, loaded.fields, leftMs);
  KNOWN.set(session, loaded);
  return session;
}

/** Notes what the store holds of a session object. */
export function remember(session: object, loaded: LoadedSession): void {
  KNOWN.set(session, loaded);
  dropHook(session);
}

function dropHook(session: object): void {
  const own = Object.getOwnPropertyDescriptor(session, 'toJSON');
  if (own !== undefined && HOOKS.has(own.value as object)) delete (session as { toJSON?: unknown }).toJSON;
}

/** What the store held of a session object; undefined if it was not loaded, or under another id. */
export function loadedOf(session: object, digest: string): LoadedSession | undefined {
  const hook = (session as { readonly toJSON?: unknown }).toJSON;
  if (!KNOWN.has(session) && typeof hook === 'function' && HOOKS.has(hook)) hook.call(session);
  const loaded = KNOWN.get(session);
  return loaded?.digest === digest ? loaded : undefined;
}

/** Says that one session object is the copy of another. */
export function passOn(from: object, to: object): void {
  const loaded = KNOWN.get(from);
  if (loaded !== undefined) remember(to, loaded);
}
