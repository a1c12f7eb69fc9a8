import { type CommandLine, poolOf, tierOf, UsageError } from './command-line';

/** How long the cache may take, in milliseconds: nobody waits for this but a migration. */
const PATIENCE_MS = 5_000;

/** What a command printed, and whether it did what it should. */
export interface CommandOutcome {
  readonly text: string;
  readonly done: boolean;
}

/** Drops everything of a database, or some of its tables, or tags of the application. */
export async function invalidateCommand(line: CommandLine): Promise<CommandOutcome> {
  const [, ...more] = line.words;
  if (more.length > 0) throw new UsageError(`invalidate takes options only, got '${more[0]}'`);
  const tables = line.all('table');
  const tags = line.all('tag');
  const named = process.env.PGHOST !== undefined || process.env.PGDATABASE !== undefined;
  const database = line.value('database') !== undefined || tables.length > 0 || (named && tags.length === 0);
  if (!database && tags.length === 0) {
    throw new UsageError('invalidate needs --database (or PGHOST, PGDATABASE), with or without --table, or --tag');
  }
  const problems: string[] = [];
  const tier = tierOf(line, { writeDeadlineMs: PATIENCE_MS, onProblem: ({ message }) => problems.push(message) });
  try {
    if (!(await tier.ready(PATIENCE_MS))) {
      return { text: `the cache cannot be reached: ${problems.at(-1) ?? 'no reply'}`, done: false };
    }
    const done: boolean[] = [];
    if (tags.length > 0) done.push(await tier.invalidate(tags));
    if (database) {
      const pool = tier.wrap(poolOf(line), { database: line.value('database-name') });
      try {
        done.push(await tier.invalidateTables(pool, tables.length > 0 ? tables : undefined));
      } finally {
        await pool.end();
      }
    }
    if (done.includes(false)) return { text: 'the cache did not acknowledge it', done: false };
    const dropped = [...tags, ...tables, ...(database && tables.length === 0 ? ['everything of the database'] : [])];
    return { text: `dropped: ${dropped.join(', ')}`, done: true };
  } finally {
    await tier.close();
  }
}
