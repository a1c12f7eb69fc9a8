import type { Socket } from 'node:net';
import { MORE, UNEXPECTED } from './answer-outcome';
import type { Unanswered } from './command-queue';
import { CommandWire, type WireSettings } from './command-wire';
import type { ReadReply } from './meta-commands';
import { MetaReader, MetaSyntaxError } from './meta-reader';
import { Code, type MetaReply } from './meta-reply';

/** Opaque flags: by them an answer out of turn is noticed, before it is given to somebody else. */
export const OPAQUES = 256;

/** A command on its way, or some that are answered together. */
interface MetaCommand extends Unanswered {
  readonly read: ReadReply<unknown>;
  /** Whether replies come with an opaque flag. */
  readonly withOpaque: boolean;
  /** Whether `CLIENT_ERROR` is an answer like others. */
  readonly forgiving: boolean;
  readonly resolve: (value: never) => void;
  /** Replies that have not come. */
  left: number;
}

/** What of a command differs from most. */
export interface Sending {
  /** Goes out behind the line. */
  readonly value?: Buffer | string;
  /** Commands in the text. @default 1 */
  readonly commands?: number;
  /** @default true */
  readonly withOpaque?: boolean;
  /** @default false */
  readonly forgiving?: boolean;
  /** What takes the place of a failure. @default - it is passed on */
  readonly otherwise?: (reason: Error) => undefined;
}

const ONE: Sending = {};

/** Commands out, and replies in, over one socket. Whatever is not expected ends it. */
export class MetaStream {
  public readonly wire: CommandWire<MetaCommand>;
  private readonly reader = new MetaReader((reply) => this.answer(reply));
  /** Replies with an opaque flag, so far. */
  private answered = 0;
  private sent = 0;

  public constructor(socket: Socket, settings: WireSettings) {
    this.wire = new CommandWire(socket, settings, (chunk) => this.reader.read(chunk));
  }

  /** The opaque flag of the next command. */
  public get nextOpaque(): number {
    return this.sent % OPAQUES;
  }

  /** Sends a command that has its line end. */
  public send<T>(text: string, read: ReadReply<T>, sending = ONE): Promise<T> {
    const { value, commands = 1, withOpaque = true, forgiving = false, otherwise } = sending;
    const { queue, writer, refusal } = this.wire;
    if (refusal !== undefined) {
      return otherwise ? Promise.resolve(otherwise(refusal) as T) : Promise.reject(refusal);
    }
    writer.write(text);
    if (value !== undefined) {
      writer.writeValue(value);
      writer.write('\r\n');
    }
    if (withOpaque) this.sent += commands;
    return new Promise<T>((resolve, reject) => {
      const fail = otherwise === undefined ? reject : (reason: Error) => resolve(otherwise(reason) as T);
      queue.push({
        sentAt: writer.turn,
        givenUp: false,
        read,
        withOpaque,
        forgiving,
        left: commands,
        resolve,
        reject: fail,
      });
    });
  }

  private answer(reply: MetaReply): void {
    const command = this.wire.queue.first;
    if (command === undefined) throw new MetaSyntaxError(`a reply that nobody asked for: ${shown(reply)}`);
    if (reply.code === Code.TEXT && isError(reply.text, command)) {
      this.refuse(command, reply.text);
      return;
    }
    if (command.withOpaque && !this.isInTurn(reply)) {
      throw new MetaSyntaxError(`a reply out of turn: ${shown(reply)}`);
    }
    const result = command.read(reply);
    if (result === MORE) return;
    if (result === UNEXPECTED) throw new MetaSyntaxError(`a reply to another command: ${shown(reply)}`);
    if (!this.finish(command) || command.givenUp) return;
    command.resolve(result as never);
  }

  private isInTurn({ code, opaque }: MetaReply): boolean {
    // A miss may come without flags: given to the wrong caller it does no harm.
    return opaque === this.answered % OPAQUES || (opaque === -1 && code === Code.EN);
  }

  /** An error is a reply: what follows belongs to the next command, if that can be told. */
  private refuse(command: MetaCommand, line: string): void {
    const error = this.wire.replyError(line);
    if (!command.givenUp) command.reject(error);
    command.givenUp = true;
    // A server that does not understand a line may take the value behind it for the next one.
    if (!line.startsWith('SERVER_ERROR') && !command.forgiving) throw error;
    this.finish(command);
  }

  /** Whether that was the last reply to the command. */
  private finish(command: MetaCommand): boolean {
    command.left -= 1;
    if (command.withOpaque) this.answered += 1;
    if (command.left > 0) return false;
    this.wire.queue.shift();
    return true;
  }
}

/** `ERROR` says that the server knows no such command, which old commands are asked to find out. */
function isError(line: string, { withOpaque }: MetaCommand): boolean {
  return line.startsWith('SERVER_ERROR') || line.startsWith('CLIENT_ERROR') || (line === 'ERROR' && withOpaque);
}

/** A reply in a message: never a value. */
function shown({ code, text, opaque }: MetaReply): string {
  return code === Code.TEXT ? JSON.stringify(text.slice(0, 80)) : `${Code[code]} with the opaque flag ${opaque}`;
}
