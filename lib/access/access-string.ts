import { Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { parseAccessString, sentence } from '../rules/access-string-grammar';
import type { CommandCategory } from './command-category';
import { LEADERBOARD_COMMANDS, READ_COMMANDS, READ_WRITE_COMMANDS, SESSION_COMMANDS } from './ready-commands';

/** To what a ready-made access string is narrowed. */
export interface AccessScope {
  /**
   * The keys, as glob-style patterns such as `shop:*`. Commands without a key are not narrowed: `scan` shows the names
   * of all keys, and `function|flush` removes the functions of all.
   *
   * @default - all keys
   */
  readonly keys?: string[];
}

/** To what access for reading and writing is narrowed. */
export interface ReadWriteScope extends AccessScope {
  /**
   * The channels of publish and subscribe, as glob-style patterns. Needs Redis OSS 6.2 or Valkey 7.2.
   *
   * @default - all channels; none where `keys` is said
   */
  readonly channels?: string[];
}

/**
 * What a user may do, in the ACL language of the service: whether it is on, its keys, its channels, its commands. A user
 * starts with no rights, and each rule applies after those before it. Passwords cannot stand in it: they belong to the
 * user. Immutable: every method gives another access string.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 * @see https://valkey.io/topics/acl/
 */
export class AccessString {
  /**
   * An access string as the service writes it, such as `on ~app:* -@all +@read`. A token is taken as it is.
   *
   * @throws InvalidCacheError with everything that the service or the engine refuses, such as passwords, `reset`,
   * commands that the service keeps for itself, and categories that do not exist
   */
  public static parse(text: string): AccessString {
    if (Token.isUnresolved(text)) return new AccessString([text]);
    const { words, problems } = parseAccessString(text);
    refuse(
      'parse',
      problems.map((problem) => `'text' ${sentence(problem)}`),
    );
    return new AccessString(words);
  }

  /** A user that may connect, and may do nothing yet. */
  public static on(): AccessString {
    return new AccessString(['on']);
  }

  /** A user that cannot connect. */
  public static off(): AccessString {
    return new AccessString(['off']);
  }

  /** Rules for `selector`, which say nothing of the user. */
  public static rules(): AccessString {
    return new AccessString([]);
  }

  /**
   * Everything that reads, but for the dangerous `keys` and `sort_ro`. Scripts that cannot write are added by
   * `.allow('eval_ro', 'evalsha_ro')`, since Redis OSS 7.0 and on Valkey.
   *
   * @throws InvalidCacheError if a pattern breaks the language
   */
  public static readOnly(scope: AccessScope = {}): AccessString {
    return AccessString.on().keysOf(scope).and(READ_COMMANDS);
  }

  /**
   * Everything but dangerous and administrative commands; `info`, a dangerous one, stays, because clients start with it.
   * This is enough for `cache-tier`: in `keys`, name the prefix of its keys and that of its version keys.
   *
   * @throws InvalidCacheError if a pattern breaks the language
   */
  public static readWrite(scope: ReadWriteScope = {}): AccessString {
    const { keys, channels = keys === undefined ? ['*'] : [] } = scope;
    const user = AccessString.on().keysOf(scope);
    if (channels.length > 0) return user.channels(...channels).and(READ_WRITE_COMMANDS);
    // On Redis OSS 6.2 a user has all channels unless told otherwise, and Redis OSS 6.0 has no word for it.
    return user.and([...READ_WRITE_COMMANDS, '-@pubsub']);
  }

  /**
   * What a session store sends, be it that of `cache-tier` or `connect-redis`: strings and hashes that expire, and
   * scripts. Not `scan`, which shows the ids of all sessions: a store that lists them or clears them all needs
   * `.allow('scan')`.
   *
   * @throws InvalidCacheError if a pattern breaks the language
   */
  public static sessionStore(scope: AccessScope = {}): AccessString {
    return AccessString.on().keysOf(scope).and(SESSION_COMMANDS);
  }

  /**
   * What a leaderboard sends: sorted sets, hashes and strings beside them, expiry, transactions, scripts.
   *
   * @throws InvalidCacheError if a pattern breaks the language
   */
  public static leaderboard(scope: AccessScope = {}): AccessString {
    return AccessString.on().keysOf(scope).and(LEADERBOARD_COMMANDS);
  }

  private constructor(private readonly words: readonly string[]) {}

  /** The value in the template, such as `on ~app:* -@all +@read`. */
  public get value(): string {
    return this.words.join(' ');
  }

  /** The value in the template. */
  public toString(): string {
    return this.value;
  }

  /**
   * Keys that may be read and written.
   *
   * @param patterns glob-style, such as `app:*`; `*` for all
   * @throws InvalidCacheError if a pattern contains a space, or comes after `*`
   */
  public keys(...patterns: string[]): AccessString {
    return this.withPatterns('keys', '~', patterns);
  }

  /**
   * Keys that may be read alone. Needs Redis OSS 7.0 or Valkey 7.2.
   *
   * @throws InvalidCacheError if a pattern contains a space, or comes after `*`
   */
  public readKeys(...patterns: string[]): AccessString {
    return this.withPatterns('readKeys', '%R~', patterns);
  }

  /**
   * Keys that may be written alone. Needs Redis OSS 7.0 or Valkey 7.2.
   *
   * @throws InvalidCacheError if a pattern contains a space, or comes after `*`
   */
  public writeKeys(...patterns: string[]): AccessString {
    return this.withPatterns('writeKeys', '%W~', patterns);
  }

  /**
   * Channels of publish and subscribe; without a pattern, none. Needs Redis OSS 6.2 or Valkey 7.2.
   *
   * @param patterns glob-style, such as `app:*`; `*` for all
   * @throws InvalidCacheError if a pattern contains a space, or comes after `*`
   */
  public channels(...patterns: string[]): AccessString {
    // Redis OSS 6.2 gives every channel to begin with, after which it refuses a pattern.
    const isFirst = !this.words.some((word) => word.startsWith('&') || word === 'resetchannels');
    const fresh = isFirst && !patterns.includes('*') ? new AccessString([...this.words, 'resetchannels']) : this;
    return fresh.withPatterns('channels', '&', patterns);
  }

  /**
   * The databases that may be used, and no others. Needs Valkey 9.1.
   *
   * @param ids numbers from 0; those of an earlier call are replaced
   * @throws InvalidCacheError if there is none, or one is no such number
   */
  public databases(...ids: number[]): AccessString {
    const wrong = ids.find((id) => !Token.isUnresolved(id) && !(Number.isInteger(id) && id >= 0));
    const got = ids.length === 0 ? 'none' : wrong;
    if (got !== undefined) {
      refuse('databases', [`'ids' needs numbers from 0, at least one, got ${got}; list the databases`]);
    }
    return this.and([`db=${ids.map((id) => (Token.isUnresolved(id) ? Token.asString(id) : id)).join(',')}`]);
  }

  /**
   * Commands that may be sent.
   *
   * @param commands such as `get`, or `cluster|slots` for a subcommand alone
   * @throws InvalidCacheError if the service keeps a command for itself, or it is written otherwise
   */
  public allow(...commands: string[]): AccessString {
    return this.withCommands('allow', '+', commands);
  }

  /** Categories of commands that may be sent. */
  public allowCategories(...categories: CommandCategory[]): AccessString {
    return this.and(categories.map((category) => `+${category}`));
  }

  /**
   * Commands that may not be sent, out of those allowed before.
   *
   * @param commands such as `flushall`; a subcommand, as in `client|kill`, needs Redis OSS 7.0 or Valkey 7.2
   * @throws InvalidCacheError if a command is written otherwise
   */
  public deny(...commands: string[]): AccessString {
    return this.withCommands('deny', '-', commands);
  }

  /** Categories of commands that may not be sent, out of those allowed before. */
  public denyCategories(...categories: CommandCategory[]): AccessString {
    return this.and(categories.map((category) => `-${category}`));
  }

  /**
   * A further set of rules: a command may be sent if one of the sets grants all of it. Needs Redis OSS 7.0 or Valkey
   * 7.2.
   *
   * @param rules what begins with `AccessString.rules()`
   * @throws InvalidCacheError if it is empty, turns the user on or off, or contains a selector, quotes, or a pattern that
   * ends in a parenthesis
   */
  public selector(rules: AccessString): AccessString {
    refuse('selector', rules.words.filter((word) => /^[^(].*\)$/.test(word)).map(closing));
    return this.and([`(${rules.value})`]).checked('selector', 'rules');
  }

  private keysOf({ keys = ['*'] }: AccessScope): AccessString {
    return this.keys(...keys);
  }

  private withPatterns(method: string, sign: string, patterns: string[]): AccessString {
    const known = patterns.filter((pattern) => !Token.isUnresolved(pattern));
    const signs = sign === '&' ? /^&/ : /^(~|%[rw]{1,2}~)/i;
    refuse(method, [
      ...known.filter((pattern) => /\s/.test(pattern)).map(spaced),
      ...known.filter((pattern) => signs.test(pattern)).map((pattern) => signed(pattern, signs)),
    ]);
    return this.and(patterns.map((pattern) => `${sign}${pattern}`)).checked(method, 'patterns');
  }

  private withCommands(method: string, sign: string, commands: string[]): AccessString {
    refuse(method, commands.filter((command) => /^[+@-]|\s/.test(command)).map(misspelt));
    return this.and(commands.map((command) => `${sign}${command}`)).checked(method, 'commands');
  }

  private and(words: readonly string[]): AccessString {
    return new AccessString([...this.words, ...words]);
  }

  /** Unknown categories pass: `CommandCategory.of` made them on purpose. */
  private checked(method: string, argument: string): AccessString {
    if (Token.isUnresolved(this.value)) return this;
    const { problems } = parseAccessString(this.value);
    const found = problems.filter(({ fault }) => fault !== 'category' && fault !== 'empty');
    refuse(
      method,
      found.map((problem) => `'${argument}' ${sentence(problem)}`),
    );
    return this;
  }
}

function refuse(method: string, problems: string[]): void {
  if (problems.length > 0) throw new InvalidCacheError(`AccessString.${method}`, problems);
}

function spaced(pattern: string): string {
  const remedy = `write '${pattern.replaceAll(/\s/g, '?')}', in which '?' is any character`;
  return `'patterns' needs patterns without spaces, got '${pattern}'; ${remedy}`;
}

function signed(pattern: string, sign: RegExp): string {
  return `'patterns' needs patterns without the signs of the language, got '${pattern}'; write '${pattern.replace(sign, '')}'`;
}

/** The engine would take its end for that of the selector. */
function closing(rule: string): string {
  return `'rules' needs rules that do not end in ')', got '${rule}'; write '${rule.replace(/\)$/, '?')}'`;
}

function misspelt(command: string): string {
  const bare = command.replace(/^[+-]/, '').trim();
  const remedy = bare.startsWith('@')
    ? `give CommandCategory.${bare.slice(1).toUpperCase()} to allowCategories or denyCategories`
    : `write '${bare.replaceAll(/\s+/g, '|')}'`;
  return `'commands' needs the names of commands, got '${command}'; ${remedy}`;
}
