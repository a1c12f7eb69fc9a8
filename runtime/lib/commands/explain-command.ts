import { deferredDriver } from '../drivers/deferred-driver';
import { LinkField } from '../link';
import type { WrapOptions } from '../pg/cache-policy';
import type { Explanation } from '../pg/explain';
import { reasonText } from '../pg/reason-text';
import { CacheTier } from '../tier/cache-tier';
import { type CommandLine, poolOf, UsageError } from './command-line';

/** Says what the cache makes of a statement. It needs the database, and no cache. */
export async function explainCommand(line: CommandLine): Promise<string> {
  const [, text, ...more] = line.words;
  if (!text || more.length > 0) throw new UsageError('explain needs one statement, in quotes');
  const driver = deferredDriver(Promise.resolve(undefined));
  const tier = CacheTier.fromLink({ [LinkField.ENDPOINT]: 'none' }, { driver, background: false, mode: 'on' });
  const pool = tier.wrap(poolOf(line), {
    rules: line.all('rule').map(ruleOf),
    database: line.value('database-name'),
  } satisfies WrapOptions);
  try {
    const explanation = await tier.explain(pool, text, valuesOf(line.value('values')));
    return line.flag('json') ? JSON.stringify(explanation, null, 2) : printed(explanation);
  } finally {
    await pool.end();
    await tier.close();
  }
}

/** `products=5m`, or `products,categories=5m`. */
function ruleOf(rule: string): { tables: readonly string[]; ttl: string } {
  const [tables, ttl] = rule.split('=');
  if (!tables || !ttl) throw new UsageError(`--rule needs tables and a time such as products=5m, got '${rule}'`);
  return { tables: tables.split(','), ttl };
}

function valuesOf(json: string | undefined): readonly unknown[] {
  if (json === undefined) return [];
  try {
    const values: unknown = JSON.parse(json);
    if (Array.isArray(values)) return values;
  } catch {
    // The line below says what is needed.
  }
  throw new UsageError(`--values needs a JSON array such as '[7]'`);
}

function printed({
  cached,
  reason,
  tables,
  tags,
  emptyTags,
  ttlMs,
  staleMs,
  key,
  drops,
  dropsAll,
}: Explanation): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['cached', cached ? 'yes' : `no, ${reason}: ${reasonText(reason ?? '')}`],
    ['tables', tables.join(', ')],
    [
      'kept',
      ttlMs === undefined ? undefined : `${ttlMs} ms${staleMs ? `, and ${staleMs} ms more while it is renewed` : ''}`,
    ],
    ['dropped by', tags.join(', ')],
    ['without rows by', emptyTags.join(', ')],
    ['key', key.join('; ')],
    [
      'drops',
      dropsAll === undefined ? drops.join(', ') : `everything of the database, ${dropsAll}: ${reasonText(dropsAll)}`,
    ],
  ];
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => `${name.padEnd(16)}${value}`)
    .join('\n');
}
