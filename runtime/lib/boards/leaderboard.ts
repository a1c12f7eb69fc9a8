import type { Script, ScriptReply } from '../drivers/driver';
import { type BoardEntry, readEntries, readSubmitted, type ScoreRange, type SubmittedEntry } from './board-entry';
import {
  boardKeys,
  checkBoardOptions,
  checkChoice,
  LEADERBOARD_DEFAULTS,
  type LeaderboardOptions,
  type SubmitMode,
} from './board-options';
import { boundText, refusedSum, scoreText } from './board-score';
import { AROUND, BETWEEN, PAGE, REMOVE, RESET, SCORES, SIZE, SUBMIT } from './board-scripts';
import type { KeptData } from './kept-data';
import { KeptDataError } from './kept-data-error';
import { type LifetimeWords, lifetimeWords } from './kept-lifetime';
import { checkCount, checkMembers, checkName, MOST_AT_ONCE, tooMany } from './kept-names';

/** The error for the word of a script that has done nothing. */
type Refused = (...reply: readonly ScriptReply[]) => Error | undefined;

/**
 * A leaderboard: members by their scores. Every call is one script, so what it gives is one state of the board. It is kept
 * in the cache alone: what goes wrong is thrown, and a write whose outcome is unknown says so.
 *
 * All methods throw `CacheUnavailableError` or `CacheTimeoutError` if no server takes or answers them in time, and
 * `KeptDataError`, whose `code` says why, if the server refuses or the outcome is unknown.
 */
export class Leaderboard {
  private readonly options: LeaderboardOptions & typeof LEADERBOARD_DEFAULTS;
  private readonly words: readonly [step: string, order: string];
  private readonly lifetime: () => LifetimeWords;

  /** @throws TypeError for a name or an option that has no meaning */
  public constructor(
    private readonly data: KeptData,
    public readonly name: string,
    options: LeaderboardOptions = {},
  ) {
    checkName('name', name);
    checkBoardOptions(options);
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.options = { ...LEADERBOARD_DEFAULTS, ...given };
    const { order, ties }: LeaderboardOptions = this.options;
    this.words = [ties === 'member' ? '0' : order === 'highest' ? '-1' : '1', order!];
    this.lifetime = lifetimeWords(options, data);
  }

  /**
   * Submits a score, and gives where the member stands then.
   *
   * @throws ScoreError for a score, or a sum, that would not be exact: nothing was changed
   */
  public async submit(member: string, score: number, mode?: SubmitMode): Promise<SubmittedEntry> {
    const [entry] = await this.submitAll([[member, score]], mode);
    return entry!;
  }

  /**
   * Submits up to 10,000 scores in one command, as if one came after the other: all of them, or none.
   *
   * @throws ScoreError for a score, or a sum, that would not be exact: nothing was changed
   */
  public async submitAll(
    entries: readonly (readonly [member: string, score: number])[],
    mode: SubmitMode = this.options.mode,
  ): Promise<readonly SubmittedEntry[]> {
    checkChoice('mode', mode);
    if (entries.length > MOST_AT_ONCE) throw tooMany('entries', entries.length);
    if (entries.length === 0) return [];
    const words = entries.flatMap(([member, score]) => [checkName('member', member), scoreText(score, mode)]);
    const refused: Refused = (word, at, current) => {
      const [member, by] = entries[Number(at)] ?? [];
      return word === 'sum' ? refusedSum(member!, `${current}`, by!) : undefined;
    };
    const reply = await this.run(SUBMIT, () => [mode, ...this.lifetime(), ...words], true, refused);
    return readSubmitted(
      reply,
      entries.map(([member]) => member),
    );
  }

  /** Adds to a score, which begins at 0. */
  public increment(member: string, by = 1): Promise<SubmittedEntry> {
    return this.submit(member, by, 'increment');
  }

  /** Takes members out, and gives how many of them there were. */
  public async remove(members: string | readonly string[]): Promise<number> {
    const names = checkMembers(members);
    return names.length === 0 ? 0 : Number((await this.run(REMOVE, () => names, true))[1]);
  }

  /** Removes all members, and the end of the season with them. */
  public async reset(): Promise<void> {
    await this.run(RESET, () => [], true);
  }

  /** How many members there are. */
  public async size(): Promise<number> {
    return Number((await this.run(SIZE))[1]);
  }

  /** The score of a member; undefined if it has none. */
  public async score(member: string): Promise<number | undefined> {
    return (await this.scores([member]))[0];
  }

  /** The scores of up to 10,000 members, in their order. */
  public async scores(members: readonly string[]): Promise<readonly (number | undefined)[]> {
    const names = checkMembers(members);
    if (names.length === 0) return [];
    const [, ...scores] = await this.run(SCORES, () => names);
    return scores.map((score) => (score === '' ? undefined : Number(score)));
  }

  /** The score and the rank of a member; undefined if it is not there. */
  public async standing(member: string): Promise<BoardEntry | undefined> {
    return (await this.around(member, 0))[0];
  }

  /** The rank of a member, from 1; undefined if it is not there. */
  public async rank(member: string): Promise<number | undefined> {
    return (await this.standing(member))?.rank;
  }

  /** The first of the board. */
  public top(count = 10): Promise<readonly BoardEntry[]> {
    return this.page(0, count);
  }

  /** Some of the board, after so many others: `page(20, 10)` gives the ranks 21 to 30. */
  public async page(offset: number, count: number): Promise<readonly BoardEntry[]> {
    checkCount('offset', offset, 0, Number.MAX_SAFE_INTEGER);
    checkCount('count', count);
    return this.entries(PAGE, [`${offset}`, `${count}`]);
  }

  /**
   * A member, with up to so many next to it on each side: at an end of the board there are fewer. Nothing if the member is
   * not there. It takes as long in a board of millions as in a small one, but for the logarithm.
   */
  public async around(member: string, count = 5): Promise<readonly BoardEntry[]> {
    checkName('member', member);
    checkCount('count', count, 0);
    return this.entries(AROUND, [member, `${count}`]);
  }

  /** Members by their scores, in the order of the board. */
  public async between(range: ScoreRange): Promise<readonly BoardEntry[]> {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, offset = 0, limit = 100 } = range;
    checkCount('offset', offset, 0, Number.MAX_SAFE_INTEGER);
    checkCount('limit', limit);
    return this.entries(BETWEEN, [boundText('min', min), boundText('max', max), `${offset}`, `${limit}`]);
  }

  private async entries(script: Script, args: readonly string[]): Promise<readonly BoardEntry[]> {
    return readEntries(await this.run(script, () => args), this.words[0] !== '0');
  }

  private async run(
    script: Script,
    args: () => readonly string[] = () => [],
    writes = false,
    refused?: Refused,
  ): Promise<readonly ScriptReply[]> {
    const reply = await this.data.run({
      script,
      keys: () => boardKeys(this.data, this.name, this.options.season),
      args: () => [...this.words, ...args()],
      writes,
      deadlineMs: this.options.deadlineMs,
    });
    if (reply[0] === '') return reply;
    throw refused?.(...reply) ?? keptOtherwise(this.name, `${reply[0]}`);
  }
}

function keptOtherwise(name: string, option: string): KeptDataError {
  return new KeptDataError(
    'ERR_CACHE_TIER_BOARD',
    `the board ${JSON.stringify(name)} is kept with another '${option}', or a part of it was evicted or removed: give the ` +
      'option that it was made with, or call reset()',
  );
}
