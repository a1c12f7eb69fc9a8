import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify<Buffer, { level: number }, Buffer>(deflateRaw);
const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

const FORMAT = 1;
/** Of everything behind it: a damaged answer may look like another answer. */
const CHECKSUM_START = 4;
const HEAD_START = 8;
const IV = 12;
const TAG = 16;

enum Flag {
  EMPTY = 1,
  DEFLATED = 2,
  ENCRYPTED = 4,
}

/** How entries are written. */
export interface EntryOptions {
  /** Bytes of a payload from which on it is compressed. */
  readonly compressFrom: number;
  /** Bytes that a payload may have. */
  readonly maxBytes: number;
  /** 32 bytes to encrypt payloads with by AES-256-GCM, bound to their key; undefined for none. */
  readonly encryptionKey?: Buffer;
}

export interface EntryHead {
  /** The stamps under which it was read, joined. */
  readonly stamps: string;
  readonly fingerprint: string;
  /** When it is to be renewed, on the clock of the cache, in milliseconds; 0 if that was not known. */
  readonly renewAt: number;
  /** How long its load took, in milliseconds. */
  readonly loadMs: number;
  /** Whether it is an empty answer. */
  readonly empty: boolean;
}

/** An entry as it lies in the cache. What is damaged, or of another format, is no entry. */
export class Entry {
  private constructor(
    private readonly data: Buffer,
    private readonly bodyStart: number,
    public readonly head: EntryHead,
  ) {}

  /** Reads the head; undefined if it is no entry of this format. */
  public static read(data: Buffer): Entry | undefined {
    if (data.length < HEAD_START || data[0] !== FORMAT) return undefined;
    const end = HEAD_START + data.readUInt16BE(2);
    if (data.length < end) return undefined;
    const text = data.toString('latin1', HEAD_START, end);
    const first = text.indexOf('|');
    const second = text.indexOf('|', first + 1);
    const third = text.indexOf('|', second + 1);
    if (first < 0 || second < 0 || third < 0) return undefined;
    return new Entry(data, end, {
      stamps: text.slice(0, first),
      fingerprint: text.slice(first + 1, second),
      renewAt: Number(text.slice(second + 1, third)),
      loadMs: Number(text.slice(third + 1)),
      empty: (data[1]! & Flag.EMPTY) !== 0,
    });
  }

  /**
   * The payload, at once if it lies there as it is.
   *
   * @throws Error if it is damaged, too large, or encrypted by another key or for another entry
   */
  public payload(key: string, options: EntryOptions): Buffer | Promise<Buffer> {
    const flags = this.data[1]!;
    const { data } = this;
    if (checksum(data.readUInt32BE(0), data.subarray(HEAD_START)) !== data.readUInt32BE(CHECKSUM_START)) {
      throw new Error('damaged');
    }
    let body = this.data.subarray(this.bodyStart);
    // Who encrypts does not trust what others could have written.
    if (((flags & Flag.ENCRYPTED) !== 0) !== (options.encryptionKey !== undefined))
      throw new Error('encryption differs');
    if (options.encryptionKey) body = decrypt(body, options.encryptionKey, binding(key, this.data, this.bodyStart));
    if ((flags & Flag.DEFLATED) === 0) return body;
    return inflate(body, { maxOutputLength: options.maxBytes });
  }
}

/** Writes an entry. */
export async function writeEntry(
  key: string,
  head: EntryHead,
  payload: Buffer,
  options: EntryOptions,
): Promise<Buffer> {
  const text = `${head.stamps}|${head.fingerprint}|${Math.round(head.renewAt)}|${Math.ceil(head.loadMs)}`;
  const start = Buffer.allocUnsafe(HEAD_START + text.length);
  const compressed = payload.length >= options.compressFrom ? await deflate(payload, { level: 1 }) : undefined;
  const deflated = compressed !== undefined && compressed.length < payload.length;
  start[0] = FORMAT;
  start[1] =
    (head.empty ? Flag.EMPTY : 0) | (deflated ? Flag.DEFLATED : 0) | (options.encryptionKey ? Flag.ENCRYPTED : 0);
  start.writeUInt16BE(text.length, 2);
  start.write(text, HEAD_START, 'latin1');
  const plain = deflated ? compressed : payload;
  const body = options.encryptionKey ? encrypt(plain, options.encryptionKey, binding(key, start, start.length)) : plain;
  start.writeUInt32BE(checksum(start.readUInt32BE(0), start.subarray(HEAD_START), body), CHECKSUM_START);
  return Buffer.concat([start, body]);
}

/** It starts with the bytes before it, so that one call over what lies behind it is enough: a hit has all of that at once. */
function checksum(start: number, head: Buffer, body?: Buffer): number {
  const sum = crc32(head, start);
  // Of nothing at all, crc32 may forget what it was given to start with.
  return body === undefined || body.length === 0 ? sum : crc32(body, sum);
}

/** Binds a payload to its key and its head: what stands there cannot be moved to another entry, or made fresh again. */
function binding(key: string, data: Buffer, end: number): Buffer {
  const hash = createHash('sha256').update(key).update('\n').update(data.subarray(0, CHECKSUM_START));
  return hash.update(data.subarray(HEAD_START, end)).digest();
}

function encrypt(body: Buffer, key: Buffer, bound: Buffer): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound);
  return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(body: Buffer, key: Buffer, bound: Buffer): Buffer {
  if (body.length < IV + TAG) throw new Error('too short');
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV)).setAAD(bound);
  decipher.setAuthTag(body.subarray(body.length - TAG));
  return Buffer.concat([decipher.update(body.subarray(IV, body.length - TAG)), decipher.final()]);
}
