import { pieces } from './lexer';

/** What stands on both sides of an assignment; undefined if that is not certain. */
export interface Assignment {
  readonly target: string;
  readonly value: string;
}

/** The identifiers, numbers and marks of a text, without strings and comments. */
export function tokensOf(text: string): string[] {
  return pieces(text)
    .filter(({ kind }) => kind === 'other')
    .map(({ text: piece }) => folded(piece));
}

/** A word as the server reads it. */
function folded(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
}

/** Cuts `target := value` or `target = value`. A target holds `=` only between brackets. */
export function assignmentOf(text: string): Assignment | undefined {
  let [depth, target] = [0, ''];
  const all = pieces(text);
  for (const [index, { kind, text: piece }] of all.entries()) {
    if (piece === '[') depth += 1;
    if (piece === ']') depth -= 1;
    const isMark = kind === 'other' && depth === 0;
    if (isMark && (piece === ':' || piece === '=')) {
      const rest = all.slice(index + 1).map((item) => item.text);
      if (piece === ':' && rest.shift() !== '=') return undefined;
      return { target, value: rest.join('') };
    }
    if (isMark && /^[^\w."\]$\u0080-\uffff]/.test(piece)) return undefined;
    target += piece;
  }
  return undefined;
}

/**
 * The defaults of a variable of a row or another type of the application: the parser leaves them out of its tree.
 *
 * @returns an expression for each declaration with one; undefined if not all of them are found
 */
export function defaultsOf(
  source: string,
  name: string,
  type: string,
  declarations: number,
): readonly string[] | undefined {
  const all = pieces(source);
  const tokens = [...all.keys()].filter((index) => all[index].kind === 'other' || all[index].kind === 'string');
  const raw = (at: number) => all[tokens[at]]?.text ?? '';
  const is = (at: number, word: string) => raw(at).toLowerCase() === word;
  const typed = tokensOf(type);
  const found: string[] = [];
  let declared = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (folded(raw(at)) !== name) continue;
    let next = is(at + 1, 'constant') ? at + 2 : at + 1;
    if (!typed.every((word, index) => folded(raw(next + index)) === word)) continue;
    next += typed.length;
    if (is(next, 'collate')) next += is(next + 2, '.') ? 4 : 2;
    if (is(next, 'not') && is(next + 1, 'null')) next += 2;
    if (is(next, ':') && is(next + 1, '=')) next += 1;
    if (!is(next, ';') && !is(next, '=') && !is(next, 'default')) continue;
    declared += 1;
    if (is(next, ';')) continue;
    const start = tokens[next] + 1;
    for (next += 1; next < tokens.length && !is(next, ';'); ) next += 1;
    found.push(
      all
        .slice(start, tokens[next])
        .map(({ text }) => text)
        .join(''),
    );
  }
  return declared >= declarations ? found : undefined;
}

/** Behind these a name that is also one of a type stands for a variable. */
const STATEMENTS = ['return', 'perform', 'raise', 'exit', 'continue', 'assert', 'close'];

/** A source that the parser takes, with the types that are not in it any more. */
export interface Spelled {
  readonly source: string;
  /** The types as they were, and the variables that have them. */
  readonly types: readonly { readonly name: string; readonly type: string }[];
}

/**
 * The parser knows no types of a database: it takes a row for a value, and a value of a type of the application for a
 * row, and then refuses what is right. In declarations other types stand in place of these; expressions stay.
 */
export function spelled(source: string, scalars: ReadonlySet<string>): Spelled {
  const all = pieces(source);
  const tokens = [...all.keys()].filter((index) => all[index].kind === 'other' || all[index].kind === 'string');
  const raw = (at: number) => all[tokens[at]]?.text ?? '';
  const is = (at: number, ...words: string[]) => words.includes(raw(at).toLowerCase());
  const isWord = (at: number) => /^["\w\u0080-\uffff]/.test(raw(at));
  const texts = all.map(({ text }) => text);
  const types: { name: string; type: string }[] = [];
  for (let at = 1; at < tokens.length; at++) {
    if (!is(at - 1, 'declare', ';', '>') || !isWord(at) || is(at, ...STATEMENTS)) continue;
    const start = is(at + 1, 'constant') ? at + 2 : at + 1;
    let end = start;
    while (isWord(end) && raw(end + 1) === '.') end += 2;
    if (!isWord(end)) continue;
    const isRow = raw(end + 1) === '%' && is(end + 2, 'rowtype');
    if (!isRow && !scalars.has(folded(raw(end)))) continue;
    if (isRow) end += 2;
    if (raw(end + 1) === '[' && raw(end + 2) === ']') end += 2;
    if (!is(end + 1, ';', ':', '=', 'default', 'not', 'collate')) continue;
    types.push({
      name: folded(raw(at)),
      type: all
        .slice(tokens[start], tokens[end] + 1)
        .map(({ text }) => text)
        .join(''),
    });
    texts.fill('', tokens[start], tokens[end] + 1);
    texts[tokens[start]] = isRow ? 'record' : 'text';
  }
  return { source: texts.join(''), types };
}
