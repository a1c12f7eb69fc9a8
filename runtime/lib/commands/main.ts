import { readCommandLine, UsageError } from './command-line';
import { explainCommand } from './explain-command';
import { invalidateCommand } from './invalidate-command';

/** Written by the bundler. */
declare const VERSION: string;

const HELP = `cache-tier explain "<sql>" [--database <url>] [--values '[7]'] [--rule products=5m]... [--json]
    what the cache makes of a statement: tables, tags, parts of the key, or why it is not cached

cache-tier invalidate [--database <url>] [--table schema.name]...
cache-tier invalidate --tag <tag>...
    drops everything of a database and reads its schema again, or drops some tables, or tags of the application

The database: --database, or PGHOST and so on; --database-name if the application gives it a name by the option 'database'.
The cache:    --connection <name> (the variables CACHE_TIER_<NAME>_...; default 'cache'), --parameter <name>, or
              --endpoint <host>[:<port>] [--tls]; --hash-key if the application has the option 'hashKey'.
`;

/** Where a command prints. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
}

/**
 * Runs a command.
 *
 * @returns 0 if it did what it should, 1 if not, 2 if it could not be understood
 */
export async function main(args: readonly string[], output: Output): Promise<number> {
  const print = (text: string) => {
    output.print(text);
    return 0;
  };
  const fail = (text: string, code: number) => {
    output.complain(`cache-tier: ${text}`);
    return code;
  };
  try {
    const line = readCommandLine(args);
    const [command] = line.words;
    if (line.flag('version')) return print(typeof VERSION === 'string' ? VERSION : 'not built');
    if (line.flag('help') || command === 'help') return print(HELP.trim());
    if (command === 'explain') return print(await explainCommand(line));
    if (command === 'invalidate') {
      const { text, done } = await invalidateCommand(line);
      return done ? print(text) : fail(text, 1);
    }
    throw new UsageError(command ? `there is no command '${command}'` : 'a command is needed');
  } catch (error) {
    const message = messageOf(error);
    return error instanceof UsageError ? fail(`${message}\n\n${HELP.trim()}`, 2) : fail(message, 1);
  }
}

/** Node.js says of an address that none of its hosts took nothing but why each of them did not. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : `${error}`;
}
