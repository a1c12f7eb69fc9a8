import { readFileSync } from 'node:fs';

/** The option interfaces of the runtime, under the headings that their tables have. */
export const OPTION_TABLES: readonly { readonly heading: string; readonly file: string; readonly name: string }[] = [
  { heading: 'Of a tier', file: 'runtime/lib/tier/tier-options.ts', name: 'CacheTierOptions' },
  { heading: 'Of `fromEnv` besides', file: 'runtime/lib/tier/environment-link.ts', name: 'FromEnvOptions' },
  { heading: 'Of `wrap` and `wrapModule`', file: 'runtime/lib/pg/cache-policy.ts', name: 'WrapOptions' },
  { heading: 'Of a rule', file: 'runtime/lib/pg/cache-policy.ts', name: 'CacheRule' },
  { heading: 'Of a query, by `cached`', file: 'runtime/lib/pg/cache-policy.ts', name: 'CacheOption' },
  { heading: 'Of `getOrSet`', file: 'runtime/lib/cache-aside/cache-aside.ts', name: 'GetOrSetOptions' },
];

/** One option, by its comment in the source. */
export interface DocumentedOption {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
}

/** The options of an interface, in the order of the source. */
export function optionsOf(file: string, name: string): DocumentedOption[] {
  const source = readFileSync(file, 'utf8');
  const start = source.search(new RegExp(`^export (?:interface|type) ${name}\\b`, 'm'));
  if (start < 0) throw new Error(`${file} has no ${name}`);
  const body = source.slice(start, start + source.slice(start).search(/\n {0,4}\};?\n/) + 1);
  return [...body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)(\??):/g)].map(
    ([, comment, option, optional]) => {
      const text = comment
        .replace(/\s*\n\s*\*?/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      const [meaning, fallback] = text.split('@default').map((part) => part.trim().replace(/^- /, ''));
      return { name: option, meaning, fallback: fallback ?? (optional ? 'none' : 'needed') };
    },
  );
}

/** All tables, as they stand on their page. */
export function optionTables(): string {
  return OPTION_TABLES.map(({ heading, file, name }) => {
    const rows = optionsOf(file, name).map((row) => `| \`${row.name}\` | ${row.meaning} | ${row.fallback} |`);
    return `## ${heading}\n\n| option | what it says | default |\n|---|---|---|\n${rows.join('\n')}\n`;
  }).join('\n');
}
