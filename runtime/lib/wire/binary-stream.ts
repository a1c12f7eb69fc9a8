import type { Socket } from 'node:net';
import { MORE, UNEXPECTED } from './answer-outcome';
import type { ReadFrame } from './binary-commands';
import { type BinaryFrame, type BinaryRequest, BinarySyntaxError, Opcode, requestHead, Status } from './binary-frame';
import { BinaryReader } from './binary-reader';
import type { Unanswered } from './command-queue';
import { CommandWire, type WireSettings } from './command-wire';

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
  public readonly wire: CommandWire<BinaryCommand>;
  private readonly reader = new BinaryReader((frame) => this.answer(frame));
  private sent = 0;

  public constructor(socket: Socket, settings: WireSettings) {
    this.wire = new CommandWire(socket, settings, (chunk) => this.reader.read(chunk));
  }

  /** @param read is given each answer, until one is the result */
  public send<T>(requests: readonly BinaryRequest[], read: ReadFrame<T>): Promise<T> {
    const { queue, writer, refusal } = this.wire;
    if (refusal !== undefined) return Promise.reject(refusal);
    const opaque = this.sent;
    for (const request of requests) {
      writer.writeValue(requestHead(request, this.sent));
      if (request.value !== undefined) writer.writeValue(request.value);
      this.sent = (this.sent + 1) >>> 0;
    }
    const opcodes = requests.map(({ opcode }) => opcode);
    return new Promise((resolve, reject) => {
      queue.push({ opaque, opcodes, read, resolve, reject, sentAt: writer.turn, givenUp: false, place: 0 });
    });
  }

  private answer(frame: BinaryFrame): void {
    const command = this.wire.queue.first;
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
    this.wire.queue.shift();
    if (!command.givenUp) command.resolve(result as never);
  }

  /** An error is an answer: what follows belongs to the next request. */
  private refuse(command: BinaryCommand, frame: BinaryFrame): void {
    if (frame.status === Status.OK) throw new BinarySyntaxError(`an answer that cannot be read: ${shown(frame)}`);
    if (command.givenUp) return;
    command.givenUp = true;
    const text = frame.text.slice(0, 80) || `status ${frame.status}`;
    command.reject(this.wire.replyError(text));
  }
}

/** An answer in a message: never a value. */
function shown({ opcode, status, opaque }: BinaryFrame): string {
  return `opcode ${opcode}, status ${status}, opaque ${opaque}`;
}
