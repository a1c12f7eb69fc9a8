import type { Script, ScriptReply } from '../drivers/driver';
import { checkDeadline } from './board-options';
import type { KeptData } from './kept-data';
import { KeptDataError } from './kept-data-error';
import { type LifetimeWords, lifetimeWords } from './kept-lifetime';
import { checkCount, checkMembers, checkName } from './kept-names';
import {
  type CombineOptions,
  type MemberPage,
  type MemberSetOptions,
  SET_DEFAULTS,
  type SetLimit,
  type SomeMembers,
  setKey,
  type WorkLimit,
} from './set-options';
import { ADD, CARD, CLEAR, COMBINE, DRAW, HAS, SCAN, SOME, TAKE } from './set-scripts';

type Combination = 'SUNION' | 'SINTER' | 'SDIFF';

/**
 * A set of texts, such as who is online. It is kept in the cache alone: what goes wrong is thrown, and a write whose
 * outcome is unknown says so.
 *
 * All methods throw `CacheUnavailableError` or `CacheTimeoutError` if no server takes or answers them in time, and
 * `KeptDataError`, whose `code` says why, if the server refuses or the outcome is unknown.
 */
export class MemberSet {
  private readonly deadlineMs: number;
  private readonly lifetime: () => LifetimeWords;

  /** @throws TypeError for a name or an option that has no meaning */
  public constructor(
    private readonly data: KeptData,
    public readonly name: string,
    private readonly options: MemberSetOptions = {},
  ) {
    checkName('name', name);
    if (options.group !== undefined) checkName('group', options.group);
    checkDeadline(options.deadlineMs);
    this.deadlineMs = options.deadlineMs ?? SET_DEFAULTS.deadlineMs;
    this.lifetime = lifetimeWords(options, data);
  }

  /** Adds members, and gives how many of them are new. */
  public add(members: string | readonly string[]): Promise<number> {
    return this.change(ADD, members, this.lifetime);
  }

  /** Takes members out, and gives how many of them there were. */
  public remove(members: string | readonly string[]): Promise<number> {
    return this.change(TAKE, members);
  }

  /** Removes all members. */
  public async clear(): Promise<void> {
    await this.run(CLEAR, () => [], true);
  }

  public async has(member: string): Promise<boolean> {
    return (await this.hasMany([member]))[0]!;
  }

  /** Whether members are there, in their order; up to 10,000. */
  public async hasMany(members: readonly string[]): Promise<readonly boolean[]> {
    const names = checkMembers(members);
    if (names.length === 0) return [];
    const [, ...found] = await this.run(HAS, () => names);
    return found.map((one) => one === 1);
  }

  public async size(): Promise<number> {
    return Number((await this.run(CARD))[1]);
  }

  /** All members, or if there are more than the limit, some that were drawn: `size` says how many there are. */
  public async members(options: SetLimit = {}): Promise<SomeMembers> {
    const limit = limitOf(options);
    return someMembers(await this.run(SOME, () => [limit]));
  }

  /**
   * Some members, from a cursor on, for sets that are too large to be given at once. Who is a member all the while is given
   * at least once, and may be given twice; a cursor means nothing after a failover.
   */
  public async page(cursor = '0', count = 100): Promise<MemberPage> {
    if (!/^\d{1,20}$/.test(cursor)) throw new TypeError(`'cursor' needs to be one that a page gave, got '${cursor}'`);
    checkCount('count', count);
    const [, next, ...members] = await this.run(SCAN, () => [cursor, `${count}`]);
    return { members: members as string[], cursor: next === '0' ? undefined : `${next}` };
  }

  /** Up to so many members by chance, each once. */
  public async random(count = 1): Promise<readonly string[]> {
    checkCount('count', count);
    return someMembers(await this.run(DRAW, () => [`${count}`])).members;
  }

  /** Who is in this set or in another one. */
  public union(others: readonly MemberSet[], options: CombineOptions = {}): Promise<SomeMembers> {
    return this.combine('SUNION', others, options, limitOf(options));
  }

  /** Who is in this set and in all others. */
  public intersection(others: readonly MemberSet[], options: CombineOptions = {}): Promise<SomeMembers> {
    return this.combine('SINTER', others, options, limitOf(options));
  }

  /** Who is in this set, and in none of the others. */
  public difference(others: readonly MemberSet[], options: CombineOptions = {}): Promise<SomeMembers> {
    return this.combine('SDIFF', others, options, limitOf(options));
  }

  /** How many are in this set or in another one. */
  public async unionSize(others: readonly MemberSet[], options: WorkLimit = {}): Promise<number> {
    return (await this.combine('SUNION', others, options, '0')).size;
  }

  /** How many are in this set and in all others. */
  public async intersectionSize(others: readonly MemberSet[], options: WorkLimit = {}): Promise<number> {
    return (await this.combine('SINTER', others, options, '0')).size;
  }

  /** How many are in this set, and in none of the others. */
  public async differenceSize(others: readonly MemberSet[], options: WorkLimit = {}): Promise<number> {
    return (await this.combine('SDIFF', others, options, '0')).size;
  }

  private async combine(
    command: Combination,
    others: readonly MemberSet[],
    { most = SET_DEFAULTS.most }: WorkLimit,
    limit: string,
  ): Promise<SomeMembers> {
    checkCount('most', most, 1, Number.MAX_SAFE_INTEGER);
    checkCount('others.length', others.length, 0, 1_000);
    if (others.some((other) => other.data !== this.data)) throw new TypeError("'others' needs sets of the same tier");
    const sets = [this, ...others];
    const keys = () => {
      const all = sets.map((set) => set.key());
      if (!this.data.together(all)) throw apart(sets);
      return all;
    };
    const reply = await this.run(COMBINE, () => [command, limit, `${most}`], false, keys);
    if (reply[0] === 'many') throw tooMuch(Number(reply[1]), most);
    return someMembers(reply);
  }

  private key(): string {
    return setKey(this.data, this.name, this.options.group);
  }

  private async change(
    script: Script,
    members: string | readonly string[],
    words: () => readonly string[] = () => [],
  ): Promise<number> {
    const names = checkMembers(members);
    return names.length === 0 ? 0 : Number((await this.run(script, () => [...words(), ...names], true))[1]);
  }

  private run(
    script: Script,
    args: () => readonly string[] = () => [],
    writes = false,
    keys = () => [this.key()],
  ): Promise<readonly ScriptReply[]> {
    return this.data.run({ script, keys, args, writes, deadlineMs: this.deadlineMs });
  }
}

function someMembers([, size, ...members]: readonly ScriptReply[]): SomeMembers {
  return { members: members as string[], size: Number(size) };
}

function limitOf({ limit = SET_DEFAULTS.limit }: SetLimit): string {
  return `${checkCount('limit', limit)}`;
}

function apart(sets: readonly MemberSet[]): KeptDataError {
  const names = sets.map(({ name }) => JSON.stringify(name)).join(', ');
  return new KeptDataError(
    'ERR_CACHE_TIER_SLOT',
    `the sets ${names} lie in different slots of the cluster: give all of them the same 'group'`,
  );
}

function tooMuch(work: number, most: number): KeptDataError {
  return new KeptDataError(
    'ERR_CACHE_TIER_TOO_MANY',
    `the server would have to look at ${work} members, and 'most' is ${most}: it answers nobody else meanwhile`,
  );
}
