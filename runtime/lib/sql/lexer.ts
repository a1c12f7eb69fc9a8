/** A piece of a statement text, by what a key makes of it. */
export type PieceKind = 'space' | 'comment' | 'string' | 'other';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const PARAMETER = /\$\d+/y;
const NUMBER = /\d+/y;

/**
 * Cuts a text where PostgreSQL does, as far as literals, comments and whitespace go. A literal or comment that never
 * ends reaches to the end of the text; the parser refuses such a text anyway.
 */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const [kind, end] = pieceAt(text, at);
    found.push({ kind, text: text.slice(at, end) });
    at = end;
  }
  return found;
}

/** The comments of a text, with their marks. */
export function comments(text: string): string[] {
  return pieces(text)
    .filter(({ kind }) => kind === 'comment')
    .map((piece) => piece.text);
}

/** The text as it stands in keys: two texts that differ only in whitespace and comments outside of literals meet. */
export function normalise(text: string): string {
  let normal = '';
  let gap = false;
  for (const { kind, text: piece } of pieces(text)) {
    if (kind === 'space' || kind === 'comment') {
      gap = true;
      continue;
    }
    normal += gap && normal !== '' ? ` ${piece}` : piece;
    gap = false;
  }
  return normal;
}

function pieceAt(text: string, at: number): [PieceKind, number] {
  const char = text[at];
  const end = matchEnd(SPACE, text, at) ?? -1;
  if (end > 0) return ['space', end];
  if (char === '-' && text[at + 1] === '-') return ['comment', matchEnd(LINE_COMMENT, text, at)!];
  if (char === '/' && text[at + 1] === '*') return ['comment', blockCommentEnd(text, at)];
  if (char === "'") return ['string', stringEnd(text, at, false)];
  if (char === '"') return ['other', quoteEnd(text, at, '"', false)];
  if (char === '$') return dollarAt(text, at);
  const word = matchEnd(WORD, text, at);
  // Only E alone before a quote allows backslashes: in `some_e'\'` the word is longer, and the quote is plain.
  if (word === at + 1 && (char === 'e' || char === 'E') && text[word] === "'") {
    return ['string', stringEnd(text, word, true)];
  }
  return ['other', word ?? matchEnd(NUMBER, text, at) ?? at + 1];
}

function dollarAt(text: string, at: number): [PieceKind, number] {
  const parameter = matchEnd(PARAMETER, text, at);
  if (parameter !== undefined) return ['other', parameter];
  const opened = matchEnd(DOLLAR_TAG, text, at);
  if (opened === undefined) return ['other', at + 1];
  const close = text.indexOf(text.slice(at, opened), opened);
  return ['string', close < 0 ? text.length : close + (opened - at)];
}

/** Two literals with a line break between them are one, and keep the rules of the first for backslashes. */
function stringEnd(text: string, open: number, backslashes: boolean): number {
  const end = quoteEnd(text, open, "'", backslashes);
  let next = end;
  let broken = false;
  while (next < text.length && text[next] !== "'") {
    const space = matchEnd(SPACE, text, next);
    const comment = text.startsWith('--', next) ? matchEnd(LINE_COMMENT, text, next) : undefined;
    if (space === undefined && comment === undefined) return end;
    broken ||= space !== undefined && /[\n\r]/.test(text.slice(next, space));
    next = (space ?? comment)!;
  }
  return broken && next < text.length ? stringEnd(text, next, backslashes) : end;
}

function quoteEnd(text: string, open: number, quote: string, backslashes: boolean): number {
  for (let at = open + 1; at < text.length; at++) {
    if (backslashes && text[at] === '\\') at++;
    else if (text[at] === quote && text[at + 1] === quote) at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function blockCommentEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === '/*') depth++;
    if (pair === '*/') depth--;
    if (pair === '/*' || pair === '*/') at++;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
