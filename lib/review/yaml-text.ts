import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
} from 'yaml';
import { duplicate, MAX_DEPTH, type ParsedText, tooDeep, unreadableAt } from './parsed-text';

/** Values that aliases may stand for in one file: a bomb of nine levels stands for a thousand million. */
const MAX_ALIASED = 100_000;

// Every scalar stays the text that was written (`7.0`, `yes`), and keys are compared by `mapping`, in linear time.
const OPTIONS = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const;

/** Reads one YAML document, CloudFormation's short tags in their long forms, and every scalar as text. */
export function readYaml(text: string): ParsedText {
  const document = compose(text);
  if (document === undefined || document.contents === null) return { value: undefined, offsets: new Map() };
  const value = converter(text)(document.contents, 0);
  return { value, offsets: resourceOffsets(document.contents) };
}

function compose(text: string): Document | undefined {
  const composer = new Composer(OPTIONS);
  let first: Document | undefined;
  // A generator of its own, to stop a hostile depth before the recursion of the composer meets it.
  for (const document of composer.compose(tokens(text), false, text.length)) {
    const [error] = document.errors;
    if (error) throw unreadableAt(text, error.pos[0], `is not YAML: ${sentence(error.message)}`);
    if (first) throw unreadableAt(text, document.range[0], 'a second YAML document begins here; a template is one');
    first = document as Document;
  }
  return first;
}

function* tokens(text: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw tooDeep(text, parser.offset);
  }
  yield* parser.end();
}

/** A function that turns nodes, in the order of the document, into plain values. */
function converter(text: string): (node: unknown, depth: number) => unknown {
  const anchors = new Map<string, { readonly value: unknown; readonly size: number }>();
  let size = 0;
  let aliasedSize = 0;

  function convert(node: unknown, depth: number): unknown {
    if (!isNode(node)) return null;
    const before = size++;
    if (depth > MAX_DEPTH) throw tooDeep(text, offsetOf(node));
    if (isAlias(node)) return aliased(node.source, offsetOf(node));
    const value = tagged(node, untagged(node, depth));
    if (node.anchor) anchors.set(node.anchor, { value, size: size - before });
    return value;
  }

  function aliased(name: string, offset: number): unknown {
    const anchor = anchors.get(name);
    if (!anchor) throw unreadableAt(text, offset, `the alias '*${name}' has no anchor '&${name}' before it`);
    size += anchor.size;
    aliasedSize += anchor.size;
    if (aliasedSize > MAX_ALIASED) {
      throw unreadableAt(text, offset, `its aliases stand for more than ${MAX_ALIASED} values`);
    }
    return anchor.value;
  }

  function untagged(node: Node, depth: number): unknown {
    if (isMap(node)) return mapping(node, depth);
    if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1)).filter((item) => item !== null);
    if (!isScalar(node)) return null;
    return node.type === 'PLAIN' && /^(?:~|null|Null|NULL|)$/.test(String(node.value)) ? null : String(node.value);
  }

  function mapping(node: YAMLMap, depth: number): object {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const pair of node.items) {
      const offset = isNode(pair.key) ? offsetOf(pair.key) : offsetOf(node);
      const key = isScalar(pair.key) || isAlias(pair.key) ? (convert(pair.key, depth + 1) ?? '') : undefined;
      if (typeof key !== 'string') throw unreadableAt(text, offset, 'a key needs to be a text');
      const value = convert(pair.value, depth + 1);
      if (isMergeKey(pair)) {
        for (const from of Array.isArray(value) ? value : [value]) {
          if (typeof from !== 'object' || from === null) throw unreadableAt(text, offset, "'<<' needs a mapping");
          for (const [name, item] of Object.entries(from)) if (!merged.has(name)) merged.set(name, item);
        }
      } else if (own.has(key)) throw duplicate(text, offset, key);
      else own.set(key, value);
    }
    return Object.fromEntries([...merged, ...own].filter(([, item]) => item !== null));
  }

  return convert;
}

/** The long form of a short tag; the tags of YAML itself (`!!str`) say nothing that is not known. */
function tagged(node: Node, value: unknown): unknown {
  const name = node.tag?.match(/^!([A-Za-z]\w*(?:::\w+)*)$/)?.[1];
  if (name === undefined) return value;
  const argument = value ?? '';
  if (name === 'Ref' || name === 'Condition') return { [name]: argument };
  const dot = name === 'GetAtt' && typeof argument === 'string' ? argument.indexOf('.') : -1;
  const attribute = dot === -1 ? argument : [String(argument).slice(0, dot), String(argument).slice(dot + 1)];
  return { [`Fn::${name}`]: attribute };
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function resourceOffsets(contents: Node): Map<string, number> {
  const resources = isMap(contents) ? contents.get('Resources') : undefined;
  const keys = isMap(resources) ? resources.items.map(({ key }) => key).filter(isScalar) : [];
  return new Map(keys.map((key) => [String(key.value), offsetOf(key)]));
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The parser's message as a clause of ours. */
function sentence(message: string): string {
  const [line] = message.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
