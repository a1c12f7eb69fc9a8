import { BinaryFrame, frameSize } from './binary-frame';

/** Reads answers out of what a socket gives, however it is cut. */
export class BinaryReader {
  /** The beginning of a header. */
  private rest: Buffer | undefined;
  /** A frame, as far as it has come. */
  private partial: Buffer | undefined;
  private filled = 0;

  /** @param onFrame is given each answer; what it throws is passed on, and ends the reading */
  public constructor(private readonly onFrame: (frame: BinaryFrame) => void) {}

  /** @throws BinarySyntaxError for what is no answer */
  public read(chunk: Buffer): void {
    let at = this.partial === undefined ? 0 : this.fill(this.partial, chunk);
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = undefined;
    while (at < bytes.length) {
      const size = frameSize(bytes, at);
      if (size === undefined) {
        this.rest = Buffer.from(bytes.subarray(at));
        return;
      }
      if (at + size > bytes.length) {
        this.partial = Buffer.allocUnsafe(size);
        this.filled = bytes.copy(this.partial, 0, at);
        return;
      }
      this.onFrame(new BinaryFrame(bytes.subarray(at, at + size)));
      at += size;
    }
  }

  /** Adds to the frame that has begun; returns where in the chunk it ends. */
  private fill(partial: Buffer, chunk: Buffer): number {
    const taken = chunk.copy(partial, this.filled);
    this.filled += taken;
    if (this.filled < partial.length) return taken;
    this.partial = undefined;
    this.onFrame(new BinaryFrame(partial));
    return taken;
  }
}
