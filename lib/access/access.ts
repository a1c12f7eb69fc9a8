import { InvalidCacheError } from '../policy/invalid-cache-error';
import { AccessString } from './access-string';

/** It is part of the user's id, which has 40 characters at most. */
const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * What a client of a cache may do, under a name. The clients of a cache that have the same access share a user, whose
 * construct id is `User-` and the name.
 */
export class Access {
  /** Everything but dangerous and administrative commands: `AccessString.readWrite()`. */
  public static readonly READ_WRITE = new Access('read-write', AccessString.readWrite());
  /** Everything that reads: `AccessString.readOnly()`. */
  public static readonly READ_ONLY = new Access('read-only', AccessString.readOnly());
  /** What a session store sends, on all keys: `AccessString.sessionStore()`. */
  public static readonly SESSION_STORE = new Access('session-store', AccessString.sessionStore());
  /** What a leaderboard sends, on all keys: `AccessString.leaderboard()`. */
  public static readonly LEADERBOARD = new Access('leaderboard', AccessString.leaderboard());

  /**
   * An access of your own, such as one for the keys of one application.
   *
   * @param name a lower-case letter, and then up to 19 lower-case letters, digits and hyphens; another name is another
   * user
   * @param accessString what the client may do
   * @throws InvalidCacheError if the name has another form
   */
  public static of(name: string, accessString: AccessString): Access {
    if (!NAME.test(name)) {
      throw new InvalidCacheError('Access.of', [
        `'name' needs a lower-case letter and up to 19 lower-case letters, digits and hyphens, got '${name}'; ` +
          "write it as 'read-orders'",
      ]);
    }
    return new Access(name, accessString);
  }

  private constructor(
    /** The name, on which the id of the user depends. */
    public readonly name: string,
    /** What the client may do. */
    public readonly accessString: AccessString,
  ) {}
}
