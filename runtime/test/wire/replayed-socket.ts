import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A socket whose other end is a test: it takes what is written, and gives what it is told to. */
export class ReplayedSocket extends Duplex {
  /** One text for each write, or for each that were joined. */
  public readonly writes: string[] = [];

  public get socket(): Socket {
    return this as unknown as Socket;
  }

  public override _read(): void {}

  public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.writes.push(chunk.toString('latin1'));
    done();
  }

  public override _writev(chunks: { readonly chunk: Buffer }[], done: () => void): void {
    this.writes.push(chunks.map(({ chunk }) => chunk.toString('latin1')).join(''));
    done();
  }
}
