import { closeSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { isObject } from '../rules/shape';
import { isTemplate } from '../rules/template';
import { readJson } from './json-text';
import { lineOf, type ParsedText, Unreadable } from './parsed-text';
import { readYaml } from './yaml-text';

/** Bytes of a file that are read at most: five times what CloudFormation takes, so that it is it that refuses. */
const MAX_BYTES = 5 * 1024 * 1024;

/** A CloudFormation template, as far as anything here looks into it. */
export interface Template {
  readonly Resources: { readonly [logicalId: string]: { readonly [attribute: string]: unknown } };
}

/** A resource of a template. */
export type Resource = Template['Resources'][string];

/** A template that was read from a file. */
export interface TemplateFile {
  readonly template: Template;
  /** The line in which the key of a resource stands, from 1. */
  readonly lineOf: (logicalId: string) => number | undefined;
}

/** Why a file, or a directory, could not be judged. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** One sentence, without the name of the file. */
  readonly message: string;
}

/** Reads a file that someone says is a template. @throws Unreadable, with what is wrong in one sentence */
export function readTemplate(file: string): TemplateFile {
  const read = readFile(file);
  if (read === undefined) throw new Unreadable("is no CloudFormation template: it has no mapping 'Resources'");
  return read;
}

/** Reads a file that lies in a directory: undefined if it is something else than a template, broken or not. */
export function readIfTemplate(file: string): TemplateFile | undefined {
  const read = looksLikeTemplate(headOf(file)) ? readFile(file) : undefined;
  const resources = Object.values(read?.template.Resources ?? {});
  return resources.some(({ Type }) => typeof Type === 'string') ? read : undefined;
}

function readFile(file: string): TemplateFile | undefined {
  const text = textOf(file, statSync(file));
  const { value, offsets } = parse(text);
  if (value === undefined) throw new Unreadable('is empty');
  const template = withoutLoops(unwrapped(value));
  if (!isTemplate(template)) return undefined;
  const lines = (logicalId: string) => {
    const offset = offsets.get(logicalId);
    return offset === undefined ? undefined : lineOf(text, offset);
  };
  return { template: template as Template, lineOf: lines };
}

/** The problem as a line has it, from whatever was thrown over a file. */
export function problemOf(file: string, error: unknown): Problem {
  if (error instanceof Unreadable) {
    const { message, line, column } = error;
    return line === undefined ? { file, message } : { file, line, column, message };
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return { file, message: FAILURES[code] ?? `cannot be read (${code || (error as Error).message})` };
}

const FAILURES: { readonly [code: string]: string } = {
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  ELOOP: 'cannot be read: it is a symbolic link to itself',
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
};

function textOf(file: string, stats: Stats): string {
  if (!stats.isFile()) throw new Unreadable('is not a regular file');
  const megabytes = stats.size / 1024 / 1024;
  if (stats.size > MAX_BYTES) {
    throw new Unreadable(`has ${megabytes.toFixed(1)} MB: more than 5 MB is not read, and CloudFormation takes 1 MB`);
  }
  return decode(readFileSync(file));
}

function decode(bytes: Buffer): string {
  try {
    // Takes a byte order mark away, and refuses what is not UTF-8.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new Unreadable('is not a text in UTF-8');
}

function parse(text: string): ParsedText {
  if (text.trim() === '') return { value: undefined, offsets: new Map() };
  // As CloudFormation decides; a name may lie (`.template` holds both).
  return text.trimStart().startsWith('{') ? readJson(text) : readYaml(text);
}

/** The template in what `aws cloudformation get-template` prints: under `TemplateBody`, and where it is YAML as a text. */
function unwrapped(value: unknown): unknown {
  const body = isObject(value) && value.Resources === undefined ? (value.TemplateBody ?? value) : value;
  if (typeof body !== 'string' || !looksLikeTemplate(body)) return body;
  try {
    return parse(body).value;
  } catch (error) {
    throw new Unreadable(`holds a template as a text, which ${(error as Error).message}`);
  }
}

/** The first 64 kB and the size decide over a file of unknown content, so that no data dump is read whole. */
function headOf(file: string): string {
  const size = statSync(file).size;
  const buffer = Buffer.alloc(Math.min(size, size > MAX_BYTES ? 65_536 : MAX_BYTES));
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}

function looksLikeTemplate(text: string): boolean {
  return /(?:^|[\s{,])["']?(?:Resources|TemplateBody)["']?\s*:/.test(text) && text.includes('AWS::');
}

/**
 * The template with the resources of each `Fn::ForEach` as one resource of unfinished name: what it says of itself is
 * judged once, and what the loop fills in is unknown. The attribute `Fn::ForEach` keeps what the loop runs over.
 */
export function withoutLoops<T>(value: T): T {
  const template: unknown = value;
  if (!isObject(template) || !isObject(template.Resources)) return value;
  const { Resources } = template;
  if (!Object.keys(Resources).some((key) => key.startsWith(LOOP))) return value;
  return { ...value, Resources: Object.fromEntries(Object.entries(Resources).flatMap((entry) => unrolled(entry))) };
}

const LOOP = 'Fn::ForEach::';

function unrolled([key, value]: [string, unknown], outer: readonly unknown[] = []): [string, unknown][] {
  if (!key.startsWith(LOOP) || !Array.isArray(value)) {
    return [[key, outer.length > 0 && isObject(value) ? { ...value, 'Fn::ForEach': outer } : value]];
  }
  const [variable, collection, body] = value;
  return isObject(body)
    ? Object.entries(body).flatMap((entry) => unrolled([entry[0], filled(entry[1], variable)], [...outer, collection]))
    : [];
}

/** The value with a Ref in place of every text that the loop fills in. */
function filled(value: unknown, variable: unknown): unknown {
  if (typeof value === 'string') {
    return value.includes(`\${${variable}}`) || value.includes(`&{${variable}}`) ? { Ref: variable } : value;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, variable));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, variable)]));
}
