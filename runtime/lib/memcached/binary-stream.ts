import type { Socket } from 'node:net';
import type { ReadFrame } from './binary-commands';
import { type BinaryFrame, type BinaryRequest, BinarySyntaxError, Opcode, requestHead, Status } from './binary-frame';
import { BinaryReader } from './binary-reader';
import { CommandQueue, type Unanswered } from './command-queue';
import { MemcachedError, unreachableNode } from './memcached-error';
import { MORE, UNEXPECTED } from './meta-command';
import type { MetaStreamSettings } from './meta-stream';
import { TickWriter } from './tick-writer';

/** Requests without an answer, at most. */
const MAX_UNANSWERED = 65_536;
/** Bytes that the network has not taken, at most, when one more request is added. */
const MAX_UNSENT = 32 * 1024 * 1024;

/** Requests that are answered together. */
interface BinaryCommand extends Unanswered {
  /** Of the first request; the others follow. By them an answer out of turn is noticed. */
  readonly opaque: number;
  readonly opcodes: readonly Opcode[];
  readonly read: ReadFrame<unknown>;
  readonly resolve: (value: never) => void;
  /** The first request that may still be answered. */
  place: number;
}

/** Requests out, and answers in, over one socket. Whatever is not expected ends it. */
export class BinaryStream {
  private readonly queue = new CommandQueue<BinaryCommand>();
  private readonly writer: TickWriter;
  private readonly reader = new BinaryReader((frame) => this.answer(frame));
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

  /** @param read is given each answer, until one is the result */
  public send<T>(requests: readonly BinaryRequest[], read: ReadFrame<T>): Promise<T> {
    if (this.lost !== undefined) return Promise.reject(this.lost);
    if (this.queue.length >= MAX_UNANSWERED || this.writer.waitingBytes > MAX_UNSENT)
      return Promise.reject(this.busy());
    const opaque = this.sent;
    for (const request of requests) {
      this.writer.writeValue(requestHead(request, this.sent));
      if (request.value !== undefined) this.writer.writeValue(request.value);
      this.sent = (this.sent + 1) >>> 0;
    }
    const opcodes = requests.map(({ opcode }) => opcode);
    return new Promise((resolve, reject) => {
      this.queue.push({ opaque, opcodes, read, resolve, reject, sentAt: this.writer.turn, givenUp: false, place: 0 });
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
    const lost = unreachableNode(this.settings.server, cause.message, cause);
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

  private answer(frame: BinaryFrame): void {
    const command = this.queue.first;
    if (command === undefined) throw new BinarySyntaxError(`an answer that nobody asked for: ${shown(frame)}`);
    const place = (frame.opaque - command.opaque) >>> 0;
    if (place < command.place || frame.opcode !== command.opcodes[place]) {
      throw new BinarySyntaxError(`an answer out of turn: ${shown(frame)}`);
    }
    const result = command.read(frame, place);
    if (result === MORE) {
      // Numbers of `stat` have all the same place.
      command.place = frame.opcode === Opcode.STAT ? place : place + 1;
      return;
    }
    if (result === UNEXPECTED) this.refuse(command, frame);
    command.place = place + 1;
    if (command.place < command.opcodes.length) return;
    this.queue.shift();
    if (!command.givenUp) command.resolve(result as never);
  }

  /** An error is an answer: what follows belongs to the next request. */
  private refuse(command: BinaryCommand, frame: BinaryFrame): void {
    if (frame.status === Status.OK) throw new BinarySyntaxError(`an answer that cannot be read: ${shown(frame)}`);
    if (command.givenUp) return;
    command.givenUp = true;
    const text = frame.text.slice(0, 80) || `status ${frame.status}`;
    command.reject(new MemcachedError('ERR_CACHE_TIER_REPLY', `${this.settings.server} answered: ${text}`));
  }

  private busy(): MemcachedError {
    const { server } = this.settings;
    const waiting = `${this.queue.length} commands without an answer, ${this.writer.waitingBytes} bytes not sent`;
    return new MemcachedError('ERR_CACHE_TIER_BUSY', `${server} is given no more commands now: ${waiting}`);
  }
}

/** An answer in a message: never a value. */
function shown({ opcode, status, opaque }: BinaryFrame): string {
  return `opcode ${opcode}, status ${status}, opaque ${opaque}`;
}
