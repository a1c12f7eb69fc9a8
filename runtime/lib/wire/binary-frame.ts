/** The commands of the binary protocol that are used here. Memcached has deprecated it, but `-S` takes nothing else. */
export enum Opcode {
  GET = 0x00,
  SET = 0x01,
  ADD = 0x02,
  REPLACE = 0x03,
  DELETE = 0x04,
  INCREMENT = 0x05,
  DECREMENT = 0x06,
  FLUSH = 0x08,
  /** As `GET`, but a miss has no answer. */
  GET_QUIETLY = 0x09,
  NO_OP = 0x0a,
  VERSION = 0x0b,
  APPEND = 0x0e,
  PREPEND = 0x0f,
  STAT = 0x10,
  TOUCH = 0x1c,
  GET_AND_TOUCH = 0x1d,
  SASL_AUTH = 0x21,
}

/** What an answer says; any other one is an error with a text. */
export enum Status {
  OK = 0x00,
  NOT_FOUND = 0x01,
  /** There is one (`ADD`), or its CAS number is another one. */
  EXISTS = 0x02,
  /** There is none to append to. */
  NOT_STORED = 0x05,
  AUTHENTICATION = 0x20,
  UNKNOWN_COMMAND = 0x81,
}

export interface BinaryRequest {
  readonly opcode: Opcode;
  readonly key?: string;
  /** What the command has beside key and value. */
  readonly extras?: Buffer;
  /** A text is in ASCII. */
  readonly value?: Buffer | string;
  /** The CAS number that the item needs to have. */
  readonly cas?: string;
}

const HEADER = 24;
const REQUEST = 0x80;
const RESPONSE = 0x81;
/** The largest item that a server can be made to take (`-I`), with a key. */
const MAX_BODY = 1024 * 1024 * 1024 + 1024;
const NOTHING = Buffer.alloc(0);

/** All of a request but its value. */
export function requestHead(request: BinaryRequest, opaque: number): Buffer {
  const { opcode, key = '', extras = NOTHING, value = NOTHING, cas } = request;
  const keyLength = Buffer.byteLength(key);
  // From the pool: an allocation for each command costs more than all else of it.
  const head = Buffer.allocUnsafe(HEADER + extras.length + keyLength).fill(0, 0, HEADER);
  head[0] = REQUEST;
  head[1] = opcode;
  head.writeUInt16BE(keyLength, 2);
  head[4] = extras.length;
  head.writeUInt32BE(extras.length + keyLength + value.length, 8);
  head.writeUInt32BE(opaque, 12);
  if (cas !== undefined) head.writeBigUInt64BE(BigInt(cas), 16);
  extras.copy(head, HEADER);
  head.write(key, HEADER + extras.length);
  return head;
}

/** One answer. Its bytes are of the chunk that it came in: whoever keeps one takes a copy, as `value` is. */
export class BinaryFrame {
  public constructor(private readonly bytes: Buffer) {}

  public get opcode(): number {
    return this.bytes[1]!;
  }

  public get status(): number {
    return this.bytes.readUInt16BE(6);
  }

  public get opaque(): number {
    return this.bytes.readUInt32BE(12);
  }

  public get cas(): string {
    return `${this.bytes.readBigUInt64BE(16)}`;
  }

  public get key(): string {
    return this.bytes.toString('latin1', this.keyStart, this.valueStart);
  }

  public get value(): Buffer {
    return Buffer.from(this.bytes.subarray(this.valueStart));
  }

  /** The value as a text: what an error says. */
  public get text(): string {
    return this.bytes.toString('latin1', this.valueStart);
  }

  private get keyStart(): number {
    return HEADER + this.bytes[4]!;
  }

  private get valueStart(): number {
    return this.keyStart + this.bytes.readUInt16BE(2);
  }
}

/** Bytes that are no answer: nothing that comes after them can be told apart. */
export class BinarySyntaxError extends Error {
  public override readonly name = 'BinarySyntaxError';
}

/**
 * The bytes of the frame that begins at a place; undefined if its header has not come whole.
 *
 * @throws BinarySyntaxError if it is no answer
 */
export function frameSize(bytes: Buffer, at: number): number | undefined {
  if (at < bytes.length && bytes[at] !== RESPONSE) {
    throw new BinarySyntaxError('the server does not speak the binary protocol; does it run with -S?');
  }
  if (at + HEADER > bytes.length) return undefined;
  const body = bytes.readUInt32BE(at + 8);
  if (body > MAX_BODY) throw new BinarySyntaxError('an answer is larger than any can be');
  if (bytes[at + 4]! + bytes.readUInt16BE(at + 2) > body)
    throw new BinarySyntaxError('an answer is shorter than its parts');
  return HEADER + body;
}
