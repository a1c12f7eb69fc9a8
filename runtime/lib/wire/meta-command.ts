import type { Unanswered } from './command-queue';
import type { MetaReply } from './meta-reply';

/** What is no answer to the command. */
export const UNEXPECTED = Symbol('unexpected');
/** There is more to come. */
export const MORE = Symbol('more');

/** Reads a reply to one command. */
export type ReadReply<T> = (reply: MetaReply) => T | typeof UNEXPECTED | typeof MORE;

/** A command on its way, or some that are answered together. */
export class MetaCommand implements Unanswered {
  public givenUp = false;

  public constructor(
    public readonly sentAt: number,
    public readonly read: ReadReply<unknown>,
    /** Replies that have not come. */
    public left: number,
    /** Whether replies come with an opaque flag. */
    public readonly opaque: boolean,
    /** Whether `CLIENT_ERROR` is an answer like others. */
    public readonly forgiving: boolean,
    public readonly resolve: (value: never) => void,
    public readonly reject: (reason: Error) => void,
  ) {}
}
