/** A text that cannot be read as a template: one sentence, and where it stands. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}

/** What a text says, and where its resources stand. */
export interface ParsedText {
  /** The value; undefined where the text is empty. */
  readonly value: unknown;
  /** Where the key of each resource begins in the text. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** Levels of nesting that are read: real templates stay below 50, and recursion over more ends in a stack overflow. */
export const MAX_DEPTH = 200;

/** The refusal of a text at a place in it. */
export function unreadableAt(text: string, offset: number, message: string): Unreadable {
  return new Unreadable(message, lineOf(text, offset), offset - text.lastIndexOf('\n', offset - 1));
}

/** The refusal of a text that nests too deeply there. */
export function tooDeep(text: string, offset: number): Unreadable {
  return unreadableAt(text, offset, `nests deeper than ${MAX_DEPTH} levels`);
}

/** The refusal of a key that stands twice in one mapping: a parser that takes the last one would hide the first. */
export function duplicate(text: string, offset: number, key: string): Unreadable {
  return unreadableAt(text, offset, `the key '${key}' stands twice in one mapping`);
}

/** The line of a place in a text, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
