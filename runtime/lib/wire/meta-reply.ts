/** The two letters that a reply to a meta command begins with, as one number. */
export enum Code {
  /** There is a value. */
  VA = 0x5641,
  /** It was done. */
  HD = 0x4844,
  /** There is none: a miss of a read. */
  EN = 0x454e,
  /** Not stored. */
  NS = 0x4e53,
  /** It has changed. */
  EX = 0x4558,
  /** There is none: of a write. */
  NF = 0x4e46,
  /** To a no-op. */
  MN = 0x4d4e,
  /** Any other line. */
  TEXT = 0,
}

/** One reply. The reader fills the same object again and again: whoever is given it takes what is needed at once. */
export interface MetaReply {
  code: Code;
  /** What came back of the opaque flag; -1 if nothing did. */
  opaque: number;
  cas: string;
  /** `W`: whoever asked is to renew the item. */
  won: boolean;
  /** `X`: the item was marked as stale. */
  stale: boolean;
  /** `Z`: somebody else renews it. */
  taken: boolean;
  value: Buffer;
  /** A line that is none of the meta commands, without its end. */
  text: string;
}

export const NO_VALUE = Buffer.alloc(0);

export function emptyReply(): MetaReply {
  return {
    code: Code.TEXT,
    opaque: -1,
    cas: '',
    won: false,
    stale: false,
    taken: false,
    value: NO_VALUE,
    text: '',
  };
}

export function isMetaCode(code: number): code is Code {
  return (
    code === Code.VA ||
    code === Code.HD ||
    code === Code.EN ||
    code === Code.NS ||
    code === Code.EX ||
    code === Code.NF ||
    code === Code.MN
  );
}
