import { Metric, type Metrics } from '../metrics/metrics';
import { type LoadedSession, loadedOf, remember, sessionObject } from './loaded-session';
import { NO_CIPHER, placeOf, type SessionCipher } from './session-cipher';
import type { SessionCommands } from './session-commands';
import { SessionSizeError, SessionStoreError } from './session-error';
import {
  COOKIE,
  changeOf,
  cookieChanged,
  fieldsOf,
  type SessionChange,
  type SessionFields,
  unpacked,
} from './session-fields';
import type { SessionKeys } from './session-keys';
import { capMs, lifeMs } from './session-life';
import type { SessionSettings } from './session-options';
import { DESTROY_SESSION, LOAD_SESSION, SAVE_SESSION, TOUCH_SESSION } from './session-scripts';

/** What a session holds. */
export type SessionData = Record<string, unknown>;

export interface SessionsParts {
  readonly commands: SessionCommands;
  readonly settings: SessionSettings;
  readonly cipher?: SessionCipher;
  readonly keys: SessionKeys;
  readonly metrics: Metrics;
  readonly onProblem?: (error: Error) => void;
}

/** The sessions of an application: what the methods with callbacks do, for other frameworks. */
export class Sessions {
  public constructor(private readonly parts: SessionsParts) {}

  /**
   * The session with this id; undefined if there is none, it cannot be read, or the store cannot be asked and requests are
   * to go on. To save it, give `save` this object, or one that was made by copying its properties in a loop.
   *
   * @throws SessionStoreError if the store cannot be asked
   */
  public load(id: string): Promise<SessionData | undefined> {
    return this.orAnonymous(undefined, async () => {
      const digest = this.parts.keys.digest(id);
      const reply = (await this.run(LOAD_SESSION, digest, [])) as readonly [leftMs?: number, fields?: unknown];
      return reply.length === 0 ? undefined : this.opened(digest, reply);
    });
  }

  /**
   * Saves a session. Of one that was loaded what this request has changed is written, and it has to be there still; one
   * that was not is written as a whole, unless it was destroyed.
   *
   * @returns false if it has ended meanwhile, or could not be saved and requests are to go on. One that is as it was
   * loaded is touched: true may then be said of a session that has ended, as `touch` says
   * @throws SessionStoreError if the store cannot be asked
   * @throws SessionSizeError if it has more bytes than are allowed
   * @throws TypeError if JSON cannot say what it holds
   */
  public save(id: string, session: object): Promise<boolean> {
    const { settings } = this.parts;
    const digest = this.parts.keys.digest(id);
    const ms = lifeMs(session, settings);
    if (ms <= 0) return this.end(digest);
    return this.orAnonymous(false, async () => {
      const fields = fieldsOf(session);
      const loaded = loadedOf(session, digest);
      if (loaded === undefined) return this.replace(digest, session, fields, ms);
      const change = changeOf(loaded.fields, fields);
      return change ? this.merge(session, { ...loaded, fields }, change, ms, loaded) : this.renew(session, digest, ms);
    });
  }

  /**
   * Lets a session live on, without writing what it holds.
   *
   * @returns false if it has ended, or the store cannot be asked and requests are to go on. The store is not asked before
   * the end has moved by `touchAfter`: until then true is said of a session that another request has ended, too
   * @throws SessionStoreError if the store cannot be asked
   */
  public touch(id: string, session: object): Promise<boolean> {
    const digest = this.parts.keys.digest(id);
    const ms = lifeMs(session, this.parts.settings);
    if (ms <= 0) return this.end(digest);
    return this.orAnonymous(false, async () => {
      const loaded = loadedOf(session, digest);
      const { cookie } = session as { readonly cookie?: unknown };
      const own = fieldsOf({ cookie });
      if (loaded === undefined || !cookieChanged(loaded.fields, own)) return this.renew(session, digest, ms);
      // A time of its own that was not written would be forgotten by the next request.
      const fields = new Map([...loaded.fields, ...own]);
      return this.merge(session, { ...loaded, fields }, { removed: [], written: [COOKIE] }, ms, loaded);
    });
  }

  /**
   * Ends a session for good: no request that has it still can bring it back.
   *
   * @throws SessionStoreError if the store does not say that it is done
   */
  public async destroy(id: string): Promise<void> {
    await this.end(this.parts.keys.digest(id));
  }

  private async end(digest: string): Promise<false> {
    const { commands, settings } = this.parts;
    await commands.runAnyway(DESTROY_SESSION, () => this.parts.keys.key(digest), [`${settings.destroyedMs}`]);
    return false;
  }

  private async replace(digest: string, session: object, fields: SessionFields, ms: number): Promise<boolean> {
    const next = { digest, fields, cookie: '', until: 0 };
    const saved = await this.write('replace', 'exact', next, { removed: [], written: [...fields.keys()] }, ms);
    if (saved) remember(session, saved);
    else this.tell(new Error('a session was not saved: its id is that of one that was destroyed shortly before'));
    return saved !== undefined;
  }

  private async merge(
    session: object,
    next: LoadedSession,
    change: SessionChange,
    ms: number,
    loaded: LoadedSession,
  ): Promise<boolean> {
    const time = cookieChanged(loaded.fields, next.fields) ? 'exact' : 'later';
    const saved = await this.write('merge', time, next, change, ms);
    if (saved) remember(session, saved);
    return saved !== undefined;
  }

  private async renew(session: object, digest: string, ms: number): Promise<boolean> {
    const { settings } = this.parts;
    const loaded = loadedOf(session, digest);
    const now = performance.now();
    const until = now + ms;
    const cap = capMs(settings);
    if (loaded && until - loaded.until < settings.touchAfterMs(ms) && loaded.until - now <= cap) return true;
    const touched = (await this.run(TOUCH_SESSION, digest, [`${ms}`, `${cap}`, loaded?.cookie ?? '*'])) === 1;
    if (touched && loaded !== undefined) remember(session, { ...loaded, until });
    return touched;
  }

  /** What the store holds then; undefined if the session has ended. */
  private async write(
    mode: 'merge' | 'replace',
    time: 'exact' | 'later',
    next: LoadedSession,
    { removed, written }: SessionChange,
    ms: number,
  ): Promise<LoadedSession | undefined> {
    const { cipher = NO_CIPHER, settings } = this.parts;
    const { digest, fields } = next;
    const texts = written.flatMap((name) => [name, cipher.seal(fields.get(name)!, placeOf(digest, name))]);
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const times = [time, `${ms}`, `${capMs(settings)}`, next.cookie];
    const args = [mode, ...times, `${settings.maxBytes}`, `${removed.length}`, ...removed, ...texts];
    const reply = bytes > settings.maxBytes ? -1 : await this.run(SAVE_SESSION, digest, args);
    if (reply === -1) throw new SessionSizeError(`a session has more than ${settings.maxBytes} bytes: see 'maxBytes'`);
    if (reply !== 1) return undefined;
    const at = written.indexOf(COOKIE);
    const gone = removed.includes(COOKIE) ? '' : next.cookie;
    return { ...next, cookie: at < 0 ? gone : texts[2 * at + 1]!, until: performance.now() + ms };
  }

  private opened(
    digest: string,
    [leftMs, packed]: readonly [leftMs?: number, fields?: unknown],
  ): SessionData | undefined {
    const { cipher = NO_CIPHER, metrics } = this.parts;
    try {
      let cookie = '';
      const fields = unpacked(packed, (text, name) => {
        if (name === COOKIE) cookie = text;
        return cipher.open(text, placeOf(digest, name));
      });
      return sessionObject({ digest, fields, cookie, until: performance.now() + leftMs! }, leftMs!);
    } catch {
      metrics.count(Metric.UNREADABLE);
      return undefined;
    }
  }

  private run(script: typeof LOAD_SESSION, digest: string, args: readonly string[]) {
    return this.parts.commands.run(script, () => this.parts.keys.key(digest), args);
  }

  private async orAnonymous<T>(otherwise: T, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (this.parts.settings.onUnavailable === 'error' || !(error instanceof SessionStoreError)) throw error;
      this.tell(error);
      return otherwise;
    }
  }

  private tell(error: Error): void {
    this.parts.onProblem?.(error);
  }
}
