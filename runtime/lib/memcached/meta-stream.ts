import type { Socket } from 'node:net';
import { CommandQueue } from './command-queue';
import { MemcachedError } from './memcached-error';
import { MetaCommand, MORE, type ReadReply, UNEXPECTED } from './meta-command';
import { MetaReader, MetaSyntaxError } from './meta-reader';
import { Code, type MetaReply } from './meta-reply';
import { TickWriter } from './tick-writer';

/** Commands without an answer, at most. */
const MAX_UNANSWERED = 65_536;
/** Bytes that the network has not taken, at most, when one more command is added. */
const MAX_UNSENT = 32 * 1024 * 1024;

/** Opaque flags: by them an answer out of turn is noticed, before it is given to somebody else. */
export const OPAQUES = 256;

/** Who is at the other end, and who is told when it is not any more. */
export interface MetaStreamSettings {
  /** The name of the server, in messages. */
  readonly server: string;
  /** Told once, if the socket is lost. */
  readonly onLost: (reason: Error) => void;
}

/** What of a command differs from most. */
export interface Sending {
  /** Goes out behind the line. */
  readonly value?: Buffer;
  /** Commands in the text. @default 1 */
  readonly commands?: number;
  /** @default true */
  readonly opaque?: boolean;
  /** @default false */
  readonly forgiving?: boolean;
  /** What takes the place of a failure. @default - it is passed on */
  readonly otherwise?: (reason: Error) => undefined;
}

const ONE: Sending = {};

/** Commands out, and replies in, over one socket. Whatever is not expected ends it. */
export class MetaStream {
  private readonly queue = new CommandQueue<MetaCommand>();
  private readonly writer: TickWriter;
  private readonly reader = new MetaReader((reply) => this.answer(reply));
  /** Replies with an opaque flag, so far. */
  private answered = 0;
  private sent = 0;
  private lost: MemcachedError | undefined;
  private readonly closed: Promise<void>;

  public constructor(
    private readonly socket: Socket,
    private readonly settings: MetaStreamSettings,
  ) {
    this.writer = new TickWriter(socket);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (error) => this.lose(error));
    socket.on('end', () => this.lose(new Error('the server has closed the connection')));
    this.closed = new Promise((resolve) => {
      const close = () => {
        this.lose(new Error('the connection was closed'));
        resolve();
      };
      if (socket.closed) close();
      else socket.on('close', close);
    });
  }

  /** The opaque flag of the next command. */
  public get opaque(): number {
    return this.sent % OPAQUES;
  }

  /** Sends a command that has its line end. */
  public send<T>(text: string, read: ReadReply<T>, sending = ONE): Promise<T> {
    const { value, commands = 1, opaque = true, forgiving = false, otherwise } = sending;
    if (this.queue.length >= MAX_UNANSWERED || this.writer.waitingBytes > MAX_UNSENT || this.lost !== undefined) {
      const reason = this.lost ?? this.busy();
      return otherwise ? Promise.resolve(otherwise(reason) as T) : Promise.reject(reason);
    }
    this.writer.write(text);
    if (value !== undefined) {
      this.writer.writeValue(value);
      this.writer.write('\r\n');
    }
    if (opaque) this.sent += commands;
    return new Promise<T>((resolve, reject) => {
      const fail = otherwise === undefined ? reject : (reason: Error) => resolve(otherwise(reason) as T);
      this.queue.push(new MetaCommand(this.writer.turn, read, commands, opaque, forgiving, resolve, fail));
    });
  }

  public giveUp(sentBefore: number, reason: () => Error): number | undefined {
    return this.queue.giveUp(sentBefore, reason);
  }

  /** Rejects what is under way, and tells of it. */
  public lose(reason: Error): void {
    if (this.lost !== undefined) return;
    this.abandon(reason);
    this.settings.onLost(reason);
  }

  public end(): Promise<void> {
    if (this.lost === undefined) this.abandon(new Error('it was ended here'));
    return this.closed;
  }

  private abandon(cause: Error): void {
    const { server } = this.settings;
    const lost = new MemcachedError('ERR_CACHE_TIER_UNREACHABLE', `${server} cannot be reached now: ${cause.message}`, {
      cause,
    });
    this.lost = lost;
    this.socket.destroy();
    this.queue.giveUp(Infinity, () => lost);
  }

  private read(chunk: Buffer): void {
    if (this.lost !== undefined) return;
    try {
      this.reader.read(chunk);
    } catch (error) {
      this.lose(error as Error);
    }
  }

  private answer(reply: MetaReply): void {
    const command = this.queue.first;
    if (command === undefined) throw new MetaSyntaxError(`a reply that nobody asked for: ${shown(reply)}`);
    if (reply.code === Code.TEXT && this.refused(command, reply.text)) return;
    if (command.opaque && !this.isInTurn(reply)) {
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

  /** Whether the line is an error after which the next reply belongs to the next command. */
  private refused(command: MetaCommand, line: string): boolean {
    const isServers = line.startsWith('SERVER_ERROR');
    if (!isServers && !line.startsWith('CLIENT_ERROR') && (line !== 'ERROR' || !command.opaque)) return false;
    const error = new MemcachedError('ERR_CACHE_TIER_REPLY', `${this.settings.server} answered: ${line}`);
    if (!command.givenUp) command.reject(error);
    command.givenUp = true;
    // A server that does not understand a line may take the value behind it for the next one.
    if (!isServers && !command.forgiving) throw error;
    this.finish(command);
    return true;
  }

  /** Whether that was the last reply to the command. */
  private finish(command: MetaCommand): boolean {
    command.left -= 1;
    if (command.opaque) this.answered += 1;
    if (command.left > 0) return false;
    this.queue.shift();
    return true;
  }

  private busy(): MemcachedError {
    const { server } = this.settings;
    const waiting = `${this.queue.length} commands without an answer, ${this.writer.waitingBytes} bytes not sent`;
    return new MemcachedError('ERR_CACHE_TIER_BUSY', `${server} is given no more commands now: ${waiting}`);
  }
}

/** A reply in a message: never a value. */
function shown({ code, text, opaque }: MetaReply): string {
  return code === Code.TEXT ? JSON.stringify(text.slice(0, 80)) : `${Code[code]} with the opaque flag ${opaque}`;
}
