/**
 * What the protocol needs of a cache client, and nothing else. `ioredis`, `node-redis` and `valkey-glide` stand behind
 * it, and one contract suite holds all three; so does our own client of Memcached, which has tests of its own.
 *
 * A driver never waits: a command is sent at once or fails at once, it is sent once, and it has no deadline of its own.
 * Deadlines, batches and the breaker belong to `guard`, retries to whoever asked.
 */
export interface CacheDriver {
  /** Keys of one group can be named in one command: a slot in cluster mode, 0 for all keys otherwise. */
  groupOf(key: string): number;

  /** The server that owns a key now, by a name that stays the same while it does: one breaker stands for each. */
  serverOf(key: string): string;

  /** Whether a command to that server can be sent now. */
  isUp(server: string): boolean;

  /** Told when a server can be used, or no longer; returns the call that ends it. */
  onChange(listener: (server: string, up: boolean) => void): () => void;

  /** Reads keys of one group from the primary that owns them. */
  read(keys: readonly string[]): Promise<Reading>;

  /** Writes one value with a time to live; with `ifAbsent` only if the key has none. */
  set(key: string, value: Buffer, options: SetOptions): Promise<boolean>;

  /** Removes keys of one group. It works in a cache that is out of memory. */
  unlink(keys: readonly string[]): Promise<void>;

  /** Runs a script on keys of one group. Bulk replies are given as text. */
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;

  /** Asks a server, by a command that touches no key, whether it answers. */
  probe(server: string): Promise<void>;

  /** The clock of a server, in milliseconds since the epoch. */
  time(server: string): Promise<number>;

  /** The servers that are known now. */
  servers(): readonly string[];

  /** Ends all connections. */
  close(): Promise<void>;
}

/** Values, and who gave them. */
export interface Reading {
  /** In the order of the keys; null where there is none. */
  readonly values: readonly (Buffer | null)[];
  /**
   * Names the data set of the server that answered: its `master_replid`. It changes when a replica is promoted and when
   * a server restarts, which is when acknowledged writes can be lost.
   */
  readonly generation: string;
}

export interface SetOptions {
  /** Milliseconds to live. */
  readonly px: number;
  /** Only if the key does not exist. @default false */
  readonly ifAbsent?: boolean;
}

/** A Lua script; `sha` is the SHA-1 of its text. */
export interface Script {
  readonly text: string;
  readonly sha: string;
  /** The same without Lua: what it does to each of its keys, for servers that run no scripts. @default - it needs Lua */
  readonly step?: Step;
  /**
   * The same without a look at the key: what is put in front of what it holds. Read afterwards, `step` finds there what it
   * would have left. @default - it needs a look
   */
  readonly record?: (context: StepContext) => string;
  /** Whether its reply is a list with one for each key; otherwise it has one reply, the same for all. @default false */
  readonly listed?: boolean;
}

/**
 * What a script does to one key, given what that holds. It is a function of its arguments alone: it is asked again if the
 * key changes before its result is written.
 */
export type Step = (value: string | null, context: StepContext) => StepResult;

export interface StepContext {
  readonly args: readonly string[];
  /** The place of the key among those of the script, from 0. */
  readonly index: number;
  /** The clock of the server lies between these, in milliseconds since the epoch. */
  readonly now: { readonly earliest: number; readonly latest: number };
}

/** Neither `put` nor `remove` leaves the key as it is. */
export interface StepResult {
  readonly reply: ScriptReply;
  readonly put?: {
    readonly value: string;
    /** Milliseconds to live at least. */
    readonly px: number;
    /** Whether the script has done its part even if the server has no memory for it. @default false */
    readonly optional?: boolean;
  };
  readonly remove?: true;
}

export type ScriptReply = string | number | null | readonly ScriptReply[];
