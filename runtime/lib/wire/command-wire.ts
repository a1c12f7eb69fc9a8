import type { Socket } from 'node:net';
import { CommandQueue, type Unanswered } from './command-queue';
import { MemcachedError, unreachableNode } from './memcached-error';
import { TickWriter } from './tick-writer';

/** Commands without an answer, at most. */
const MAX_UNANSWERED = 65_536;
/** Bytes that the network has not taken, at most, when one more command is added. */
const MAX_UNSENT = 32 * 1024 * 1024;

/** Who is at the other end, and who is told when it is not any more. */
export interface WireSettings {
  /** The name of the server, in messages. */
  readonly server: string;
  /** Told once, if the socket is lost. */
  readonly onLost: (reason: Error) => void;
}

/** A socket, what is to go out by it, and who waits for what comes in: the same for both protocols. */
export class CommandWire<C extends Unanswered> {
  public readonly queue = new CommandQueue<C>();
  public readonly writer: TickWriter;
  private lost: MemcachedError | undefined;
  /** What is told to all that are refused in one go: an error for each would cost more than the command. */
  private refused: MemcachedError | undefined;
  private readonly closed: Promise<void>;

  /** @param read is given what comes; what it throws ends the socket */
  public constructor(
    private readonly socket: Socket,
    private readonly settings: WireSettings,
    read: (chunk: Buffer) => void,
  ) {
    this.writer = new TickWriter(socket);
    socket.on('data', (chunk: Buffer) => {
      if (this.lost !== undefined) return;
      try {
        read(chunk);
      } catch (error) {
        this.lose(error as Error);
      }
    });
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

  /** Why no command is taken now; undefined if one is. */
  public get refusal(): MemcachedError | undefined {
    if (this.lost !== undefined) return this.lost;
    const isBusy = this.queue.length >= MAX_UNANSWERED || this.writer.waitingBytes > MAX_UNSENT;
    this.refused = isBusy ? (this.refused ?? this.busy()) : undefined;
    return this.refused;
  }

  public giveUp(sentBefore: number, reason: () => Error): number | undefined {
    return this.queue.giveUp(sentBefore, reason);
  }

  /** What a caller is told of an answer that is an error. */
  public replyError(text: string): MemcachedError {
    return new MemcachedError('ERR_CACHE_TIER_REPLY', `${this.settings.server} answered: ${text}`);
  }

  /** Rejects what is under way, and tells of it. */
  public lose(reason: Error): void {
    if (this.lost !== undefined) return;
    this.settings.onLost(this.abandon(reason));
  }

  /** Rejects what is under way. Resolves when the socket is closed. */
  public end(): Promise<void> {
    if (this.lost === undefined) this.abandon(new Error('it was ended here'));
    return this.closed;
  }

  private abandon(cause: Error): MemcachedError {
    const lost = unreachableNode(this.settings.server, cause.message, cause);
    this.lost = lost;
    this.socket.destroy();
    this.queue.giveUp(Infinity, () => lost);
    return lost;
  }

  private busy(): MemcachedError {
    const { server } = this.settings;
    const waiting = `${this.queue.length} commands without an answer, ${this.writer.waitingBytes} bytes not sent`;
    return new MemcachedError('ERR_CACHE_TIER_BUSY', `${server} is given no more commands now: ${waiting}`);
  }
}
