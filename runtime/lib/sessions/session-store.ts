import { EventEmitter } from 'node:events';
import { peerProblem } from '../peers/peer';
import { passOn } from './loaded-session';
import type { Sessions } from './sessions';

type Callback = (error?: unknown) => void;
type SessionCallback = (error: unknown, session?: never) => void;

/** What express-session puts on a request. */
interface SessionRequest {
  sessionID: string;
}

/**
 * A store for express-session and @fastify/session; `promises` is for anything else. It has no `all`, `length` and
 * `clear`, which both may be without: the keys hold no ids, and the store would have to look at every key.
 */
export class SessionStore extends EventEmitter {
  /** Makes a new session for a request: express-session puts it here. */
  declare public generate: (request: never) => void;

  public constructor(
    /** The same sessions, by promises. */
    public readonly promises: Sessions,
    private readonly onProblem?: (error: Error) => void,
  ) {
    super();
  }

  public get(id: string, callback: SessionCallback): void {
    this.answer(this.promises.load(id), callback);
  }

  public set(id: string, session: object, callback?: Callback): void {
    const told = callback && 'encryptedSessionId' in session ? this.survived(callback) : callback;
    this.answer(this.promises.save(id, session), told && ((error) => told(error)));
  }

  public touch(id: string, session: object, callback?: Callback): void {
    this.answer(this.promises.touch(id, session), callback && ((error) => callback(error)));
  }

  public destroy(id: string, callback?: Callback): void {
    this.answer(this.promises.destroy(id), callback && ((error) => callback(error)));
  }

  /** Ends the session of a request and gives it a new one, under a new id. */
  public regenerate(request: SessionRequest, callback: Callback): void {
    this.destroy(request.sessionID, (error) => {
      this.generate(request as never);
      callback(error);
    });
  }

  /** The session with this id as an object of express-session. */
  public load(id: string, callback: SessionCallback): void {
    this.get(id, (error, data) => {
      if (error || !data) return callback(error);
      const request = { sessionID: id, sessionStore: this };
      callback(undefined, this.createSession(request, data) as never);
    });
  }

  /**
   * Makes a session of express-session from what was loaded.
   *
   * @throws MissingPeerError if express-session is not installed
   */
  public createSession(request: object, data: object): never {
    const session = expressStore().createSession.call(this, request, Object.assign(data, cookieOf(data)));
    passOn(data, session);
    return session as never;
  }

  /**
   * fastify throws if a session cannot be saved while it answers an error already, and nobody would catch that: the
   * process would end. The answer that is under way is sent instead.
   */
  private survived(callback: Callback): Callback {
    return (error) => {
      try {
        callback(error);
      } catch (thrown) {
        if (!error) throw thrown;
        this.onProblem?.(error as Error);
        callback();
      }
    };
  }

  /** Outside of the promise, so that what a callback throws is thrown where it can be seen. */
  private answer<T>(result: Promise<T>, callback: ((error: unknown, value?: never) => void) | undefined): void {
    result.then(
      (value) => callback && process.nextTick(callback, null, value as never),
      (error) => (callback ? process.nextTick(callback, error) : this.onProblem?.(error as Error)),
    );
  }
}

/** One that was saved without a cookie, by promises, ends with the browser. */
function cookieOf(data: object): object {
  return 'cookie' in data ? {} : { cookie: { originalMaxAge: null, expires: null } };
}

interface ExpressStore {
  createSession(this: object, request: object, data: object): object;
}

function expressStore(): ExpressStore {
  try {
    return (require('express-session') as { Store: { prototype: ExpressStore } }).Store.prototype;
  } catch (cause) {
    throw peerProblem('express-session', 'A session of express-session', cause);
  }
}
