import type { Socket } from 'node:net';

/** Values up to this many bytes are copied into the text of their tick; larger ones are handed over as they are. */
const COPIED_BYTES = 512;
/** While the text is no longer than this, larger values are copied as well: one part is quicker to send than three. */
const SHORT_TEXT = 4096;
/** A longer text goes out at once: it is no quicker to send with more behind it, but takes memory and time to join. */
const LONG_TEXT = 64 * 1024;

/**
 * Joins what is sent in one turn of the event loop into one write: a write for each command costs more than the command.
 * It goes out when all promise callbacks of the turn have run, which are what sends most commands.
 */
export class TickWriter {
  /** The time of this turn. */
  public turn = 0;
  private text = '';
  private parts: (string | Buffer)[] = [];
  private scheduled = false;
  private bytes = 0;

  public constructor(private readonly socket: Socket) {
    socket.on('drain', () => {
      this.bytes = socket.writableLength;
    });
  }

  /** Bytes that have not gone out, as far as is known without asking the socket for each command. */
  public get waitingBytes(): number {
    return this.bytes;
  }

  /** @param text in ASCII */
  public write(text: string): void {
    if (!this.scheduled) this.schedule();
    this.text += text;
    this.bytes += text.length;
    if (this.text.length > LONG_TEXT) this.send();
  }

  /** @param value a text is in ASCII */
  public writeValue(value: Buffer | string): void {
    if (typeof value === 'string') {
      this.write(value);
      return;
    }
    const length = this.parts.length === 0 ? this.text.length + value.length : Infinity;
    if (value.length <= COPIED_BYTES || length <= SHORT_TEXT) {
      this.write(value.toString('latin1'));
      return;
    }
    this.parts.push(this.text, value);
    this.text = '';
    this.bytes += value.length;
  }

  private schedule(): void {
    this.scheduled = true;
    this.turn = performance.now();
    process.nextTick(this.flush);
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    this.send();
    this.bytes = this.socket.writableLength;
  };

  private send(): void {
    const { socket, parts, text } = this;
    this.text = '';
    if (parts.length > 0) this.parts = [];
    if (socket.destroyed || (text === '' && parts.length === 0)) return;
    if (parts.length === 0) {
      socket.write(text, 'latin1');
      return;
    }
    socket.cork();
    for (const part of parts) socket.write(part as string, 'latin1');
    if (text !== '') socket.write(text, 'latin1');
    socket.uncork();
  }
}
