import { KeySpace } from '../link';
import { KEPT_DEADLINE_MS, type KeptData } from './kept-data';
import type { KeptLifetime } from './kept-lifetime';
import { checkName, hashTag, shown } from './kept-names';

/** What a score does to the one before: replace it, replace it if it is better, be added to it. */
export type SubmitMode = 'set' | 'best' | 'increment';

/** How a leaderboard works. Every process that uses it has to say the same. */
export interface LeaderboardOptions extends KeptLifetime {
  /** Which score is ahead. @default 'highest' */
  readonly order?: 'highest' | 'lowest';
  /**
   * Who of two with the same score is ahead. `member`: by the bytes of their names, the later ones first where the highest
   * score is ahead, as in the server's own commands. `first`: whoever has reached the score first, by a count on the
   * server; it takes about twice the memory. It cannot be changed for a board that has entries.
   *
   * @default 'member'
   */
  readonly ties?: 'member' | 'first';
  /** What a score does, where the call does not say. @default 'best' */
  readonly mode?: SubmitMode;
  /** A part of the board's name: every season is a board of its own. @default - none */
  readonly season?: string;
  /** Milliseconds that a call may take, with waiting for a connection. @default 2,000 */
  readonly deadlineMs?: number;
}

export const LEADERBOARD_DEFAULTS = {
  order: 'highest',
  ties: 'member',
  mode: 'best',
  renew: false,
  deadlineMs: KEPT_DEADLINE_MS,
} as const satisfies LeaderboardOptions;

const CHOICES = {
  order: ['highest', 'lowest'],
  ties: ['member', 'first'],
  mode: ['set', 'best', 'increment'],
} as const;

/** @throws TypeError for an option that has no meaning */
export function checkBoardOptions(options: LeaderboardOptions): void {
  for (const option of ['order', 'ties', 'mode'] as const) checkChoice(option, options[option]);
  if (options.season !== undefined) checkName('season', options.season);
  checkDeadline(options.deadlineMs);
}

/** @throws TypeError for what is none of the words of an option */
export function checkChoice(option: keyof typeof CHOICES, value: string | undefined): void {
  if (value === undefined || (CHOICES[option] as readonly string[]).includes(value)) return;
  throw new TypeError(`'${option}' needs to be one of ${CHOICES[option].join(', ')}, got ${shown(value)}`);
}

/** @throws TypeError unless it is a number of milliseconds */
export function checkDeadline(ms: unknown): void {
  if (ms === undefined || (typeof ms === 'number' && ms > 0 && ms < Number.POSITIVE_INFINITY)) return;
  throw new TypeError(`'deadlineMs' needs a number above 0, got ${shown(ms)}`);
}

/**
 * The keys of a board: its scores, and who was first where ties are decided by that. They have one hash tag, and so lie
 * in one slot; seasons lie in the slot of their board.
 */
export function boardKeys(data: KeptData, name: string, season: string | undefined): readonly [string, string] {
  const board = `${data.prefix(KeySpace.BOARDS)}${hashTag(name)}`;
  const end = season === undefined ? '' : `:${season}`;
  return [`${board}:scores${end}`, `${board}:first${end}`];
}
