import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a document. */
export interface Block {
  readonly file: string;
  /** The line of its first line, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const DOCS = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));

/** Every document that people read. */
export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'check/README.md',
  'runtime/README.md',
  ...DOCS.map((file) => join('docs', file)),
];

/** The text of a document. */
export function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The blocks of a document, without the indentation of the list in which they stand. */
export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string; indent: number; lines: string[] } | undefined;
  for (const [index, line] of textOf(file).split('\n').entries()) {
    const fence = line.match(/^(\s*)```(\S*)/);
    if (open !== undefined && fence) {
      blocks.push({ file, line: open.line, language: open.language, text: open.lines.join('\n') });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line.slice(open.indent));
    } else if (fence) {
      open = { line: index + 2, language: fence[2], indent: fence[1].length, lines: [] };
    }
  }
  return blocks;
}

/** Whether a block is the code of an application, and not of a stack. */
export function isOfApplication(text: string): boolean {
  return / from 'cache-tier['/]/.test(text);
}

/** The prose of a document: everything outside its blocks. */
export function proseOf(file: string): string {
  return textOf(file).replace(/^(\s*)```[\s\S]*?^\s*```$/gm, '');
}

/** The anchors that a document has, as they are made from its headings. */
export function anchorsOf(file: string): string[] {
  return [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
