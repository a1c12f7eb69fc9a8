import { Code, emptyReply, isMetaCode, type MetaReply, NO_VALUE } from './meta-reply';

/** Bytes that are no reply: nothing that comes after them can be told apart. */
export class MetaSyntaxError extends Error {
  public override readonly name = 'MetaSyntaxError';
}

/** More than any line of a server: the longest is the configuration of a cluster, with about 120 bytes for each node. */
const MAX_LINE = 256 * 1024;
/** The largest item that a server can be made to take (`-I`). */
const MAX_VALUE = 1024 * 1024 * 1024;

const CR = 13;
const LF = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const UPPER_O = 79;
const UPPER_W = 87;
const UPPER_X = 88;
const UPPER_Z = 90;
const LOWER_C = 99;

/** Reads replies out of what a socket gives, however it is cut. */
export class MetaReader {
  private readonly reply: MetaReply = emptyReply();
  /** The beginning of a line. */
  private rest: Buffer | undefined;
  /** A value with its line end, as far as it has come. */
  private partial: Buffer | undefined;
  private filled = 0;

  /** @param onReply is given each reply; what it throws is passed on, and ends the reading */
  public constructor(private readonly onReply: (reply: MetaReply) => void) {}

  /** @throws MetaSyntaxError for what is no reply */
  public read(chunk: Buffer): void {
    let at = this.partial === undefined ? 0 : this.fill(this.partial, chunk);
    let bytes = chunk;
    if (this.rest !== undefined) {
      bytes = Buffer.concat([this.rest, chunk]);
      this.rest = undefined;
    }
    while (at < bytes.length) {
      const next = this.readLine(bytes, at);
      if (next < 0) {
        if (bytes.length - at > MAX_LINE) throw new MetaSyntaxError('a line has no end');
        // A copy: the chunk may be large, and the next one may be long in coming.
        this.rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** Where the next reply begins; -1 if this one has not come whole. */
  private readLine(bytes: Buffer, at: number): number {
    if (at + 3 > bytes.length) return -1;
    const code = bytes[at]! * 256 + bytes[at + 1]!;
    const third = bytes[at + 2]!;
    return (third === SPACE || third === CR) && isMetaCode(code)
      ? this.readMeta(bytes, at + 2, code)
      : this.readText(bytes, at);
  }

  private readText(bytes: Buffer, at: number): number {
    const end = bytes.indexOf('\r\n', at, 'latin1');
    if (end < 0) return -1;
    const { reply } = this;
    reply.code = Code.TEXT;
    reply.text = bytes.toString('latin1', at, end);
    this.onReply(reply);
    return end + 2;
  }

  private readMeta(bytes: Buffer, start: number, code: Code): number {
    const { reply } = this;
    const end = bytes.length;
    let at = start;
    let size = -1;
    reply.code = code;
    reply.opaque = -1;
    reply.cas = '';
    reply.won = reply.stale = reply.taken = false;
    reply.value = NO_VALUE;
    if (code === Code.VA) {
      size = 0;
      for (at += 1; at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE; at += 1) size = size * 10 + bytes[at]! - ZERO;
      if (at === start + 1 && at < end) throw new MetaSyntaxError('a value has no size');
      if (size > MAX_VALUE) throw new MetaSyntaxError('a value is larger than any can be');
    }
    while (at < end && bytes[at] === SPACE) {
      const flag = at + 1;
      for (at = flag; at < end && bytes[at]! > SPACE; ) at += 1;
      if (at < end) this.readFlag(bytes, flag, at);
    }
    if (at + 1 >= end) return -1;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) throw new MetaSyntaxError('a line ends in the middle');
    if (size >= 0) return this.readValue(bytes, at + 2, size);
    this.onReply(reply);
    return at + 2;
  }

  private readFlag(bytes: Buffer, at: number, end: number): void {
    const { reply } = this;
    const flag = bytes[at];
    if (flag === UPPER_O) {
      let opaque = 0;
      for (let digit = at + 1; digit < end; digit += 1) opaque = opaque * 10 + bytes[digit]! - ZERO;
      reply.opaque = opaque;
    } else if (flag === LOWER_C) reply.cas = bytes.toString('latin1', at + 1, end);
    else if (flag === UPPER_W) reply.won = true;
    else if (flag === UPPER_X) reply.stale = true;
    else if (flag === UPPER_Z) reply.taken = true;
  }

  private readValue(bytes: Buffer, at: number, size: number): number {
    const end = at + size;
    if (end + 2 > bytes.length) {
      this.partial = Buffer.allocUnsafe(size + 2);
      this.filled = bytes.copy(this.partial, 0, at);
      return bytes.length;
    }
    this.giveValue(bytes, at, end);
    return end + 2;
  }

  /** Adds to the value that has begun; returns where in the chunk it ends. */
  private fill(partial: Buffer, chunk: Buffer): number {
    const taken = chunk.copy(partial, this.filled);
    this.filled += taken;
    if (this.filled < partial.length) return taken;
    this.partial = undefined;
    this.giveValue(partial, 0, partial.length - 2);
    return taken;
  }

  private giveValue(bytes: Buffer, at: number, end: number): void {
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw new MetaSyntaxError('a value is longer than its size');
    this.reply.value = ownBytes(bytes, at, end);
    this.onReply(this.reply);
    this.reply.value = NO_VALUE;
  }
}

/**
 * Bytes that a caller may keep. A part of a chunk keeps all of it in memory, so it is copied unless it is most of it.
 */
function ownBytes(bytes: Buffer, at: number, end: number): Buffer {
  const size = end - at;
  if (size * 2 > bytes.length) return bytes.subarray(at, end);
  const own = Buffer.allocUnsafe(size);
  bytes.copy(own, 0, at, end);
  return own;
}
