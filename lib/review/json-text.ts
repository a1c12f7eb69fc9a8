import { duplicate, MAX_DEPTH, type ParsedText, tooDeep, type Unreadable, unreadableAt } from './parsed-text';

/**
 * Reads JSON. `JSON.parse` would keep the last of two equal keys without a word, say where an error is in some Node.js
 * versions only, and turn the engine version 7.0 into 7.
 */
export function readJson(text: string): ParsedText {
  const offsets = new Map<string, number>();
  let at = 0;

  function fail(expected: string): Unreadable {
    const got = at >= text.length ? 'the end of the file' : `'${text.slice(at, at + 20).match(/^[\w.+-]+|^./su)?.[0]}'`;
    return unreadableAt(text, at, `is not JSON: expected ${expected}, got ${got}`);
  }

  function next(): string | undefined {
    while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
    return text[at];
  }

  function string(): string {
    const start = at;
    for (at++; text[at] !== '"'; at += text[at] === '\\' ? 2 : 1) {
      if (at >= text.length || text.charCodeAt(at) < 32) throw fail(`'"' at the end of the text`);
    }
    try {
      return JSON.parse(text.slice(start, ++at));
    } catch {
      at = start;
      throw fail('a text with valid escapes');
    }
  }

  function scalar(): unknown {
    const [word] = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/.exec(
      text.slice(at, at + 64),
    ) ?? [''];
    if (word === '') throw fail('a value');
    at += word.length;
    const value = JSON.parse(word);
    return typeof value === 'number' && String(value) !== word ? word : value;
  }

  /** Runs `item` for each entry up to the closing bracket. */
  function entries(close: string, item: () => void): void {
    at++;
    if (next() === close) {
      at++;
      return;
    }
    for (;;) {
      item();
      const mark = next();
      if (mark !== ',' && mark !== close) throw fail(`',' or '${close}'`);
      at++;
      if (mark === close) return;
    }
  }

  function object(depth: number, inResources: boolean): object {
    const found = new Map<string, unknown>();
    entries('}', () => {
      if (next() !== '"') throw fail('a key in double quotes');
      const start = at;
      const key = string();
      if (found.has(key)) throw duplicate(text, start, key);
      if (inResources) offsets.set(key, start);
      if (next() !== ':') throw fail("':'");
      at++;
      found.set(key, value(depth, depth === 1 && key === 'Resources'));
    });
    // Not by assignment, which would take the key `__proto__` for the prototype.
    return Object.fromEntries([...found].filter(([, item]) => item !== null));
  }

  function value(depth: number, isResources = false): unknown {
    const mark = next();
    if (depth > MAX_DEPTH) throw tooDeep(text, at);
    if (mark === '{') return object(depth + 1, isResources);
    if (mark === '"') return string();
    if (mark !== '[') return scalar();
    const items: unknown[] = [];
    entries(']', () => items.push(value(depth + 1)));
    return items.filter((item) => item !== null);
  }

  if (next() === undefined) return { value: undefined, offsets };
  const whole = value(0);
  if (next() !== undefined) throw fail('the end of the file');
  return { value: whole, offsets };
}
