import { parseArgs } from 'node:util';
import { type Link, LinkField } from '../link';
import { peerProblem } from '../peers/peer';
import { CacheTier } from '../tier/cache-tier';
import type { CacheTierOptions } from '../tier/tier-options';

/** A command line that cannot be understood. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
  public readonly code = 'ERR_CACHE_TIER_USAGE';
}

/** What a command is called with. */
export interface CommandLine {
  readonly words: readonly string[];
  /** The last value of an option. */
  value(name: string): string | undefined;
  /** Every value of an option that may be repeated. */
  all(name: string): readonly string[];
  flag(name: string): boolean;
}

const OPTIONS = {
  database: { type: 'string' },
  'database-name': { type: 'string' },
  connection: { type: 'string' },
  parameter: { type: 'string' },
  endpoint: { type: 'string' },
  tls: { type: 'boolean' },
  'hash-key': { type: 'string' },
  table: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  values: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** @throws UsageError for what no command knows */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const given = values as { readonly [name: string]: string | boolean | readonly string[] | undefined };
    const all = (name: string) => [given[name] ?? []].flat() as readonly string[];
    return {
      words: positionals,
      value: (name) => all(name).at(-1),
      all,
      flag: (name) => given[name] === true,
    };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** The cache that a command speaks to: by `--endpoint`, `--parameter`, or the variables of a connection. */
export function tierOf(line: CommandLine, options: CacheTierOptions): CacheTier {
  const all = { ...options, hashKey: line.value('hash-key') };
  const endpoint = line.value('endpoint');
  const parameter = line.value('parameter');
  if (endpoint) return CacheTier.fromLink(linkOf(endpoint, line.flag('tls')), all);
  if (parameter) return CacheTier.fromParameter(parameter, all);
  return CacheTier.fromEnv({ ...all, connection: line.value('connection') });
}

/** `host`, `host:port`, or `[2001:db8::1]:6379`. */
function linkOf(endpoint: string, tls: boolean): Link {
  const [, bracketed, plain, port = '6379'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(endpoint) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new UsageError(`--endpoint needs <host> or <host>:<port>, got '${endpoint}'`);
  return { [LinkField.ENDPOINT]: host, [LinkField.PORT]: port, [LinkField.TLS]: `${tls}` };
}

/** A pool of node-postgres, as far as commands use it. */
export interface CommandPool {
  query: unknown;
  on(event: 'error', listener: () => void): void;
  end(): Promise<void>;
}

/** A pool for `--database`, or for the variables of PostgreSQL (PGHOST and so on). */
export function poolOf(line: CommandLine): CommandPool {
  const { Pool } = pg();
  const connectionString = line.value('database');
  const pool = new Pool({ ...(connectionString && { connectionString }), max: 1 });
  // A connection that is lost while nobody uses it is no failure of the command.
  pool.on('error', () => undefined);
  return pool;
}

function pg(): { readonly Pool: new (options: object) => CommandPool } {
  try {
    return require('pg');
  } catch (cause) {
    throw peerProblem('pg', 'The command cache-tier', cause);
  }
}
