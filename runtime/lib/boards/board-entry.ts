import type { ScriptReply } from '../drivers/driver';

/** One member of a board. */
export interface BoardEntry {
  readonly member: string;
  readonly score: number;
  /** Counts from 1, which is ahead. No two members have the same. */
  readonly rank: number;
}

/** A member after its score was submitted; the rank is that after all scores of the call. */
export interface SubmittedEntry extends BoardEntry {
  /** The score before; undefined for a new member. */
  readonly previous: number | undefined;
  /** Whether the score is another one than before. */
  readonly changed: boolean;
}

/** Which entries a range of scores gives. */
export interface ScoreRange {
  /** The least score, which is included. @default -Infinity */
  readonly min?: number;
  /** The highest score, which is included. @default Infinity */
  readonly max?: number;
  /** How many of them are left out, from the one that is ahead. @default 0 */
  readonly offset?: number;
  /** How many are given at most, up to 10,000. @default 100 */
  readonly limit?: number;
}

/** What decides a tie: sixteen digits in front of a member. */
const DIGITS = 16;

/** Entries, as the scripts that read a board give them. */
export function readEntries([, from, ...words]: readonly ScriptReply[], counted: boolean): readonly BoardEntry[] {
  const skip = counted ? DIGITS : 0;
  const first = Number(from) + 1;
  return Array.from({ length: words.length / 2 }, (_, index) => ({
    member: `${words[index * 2]}`.slice(skip),
    score: Number(words[index * 2 + 1]),
    rank: first + index,
  }));
}

/** What has become of each member, as the script gives it that submits. */
export function readSubmitted([, ...words]: readonly ScriptReply[], members: readonly string[]): SubmittedEntry[] {
  return members.map((member, index) => {
    const [score, rank, previous, changed] = words.slice(index * 4, index * 4 + 4);
    return {
      member,
      score: Number(score),
      rank: Number(rank) + 1,
      previous: previous === '' ? undefined : Number(previous),
      changed: changed === 1,
    };
  });
}
