import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['valkey-server', 'redis-server'];

/** The path of the server that the tests run, from PATH; undefined if there is none. */
export function findServer(): string | undefined {
  return NAMES.map(onPath).find((path) => path !== undefined);
}

/** Installs a server where none is: without one the tests would prove nothing, so they never skip. */
export function installServer(): void {
  if (findServer()) return;
  const [command, ...prefix] = installer();
  if (command) {
    console.log('No valkey-server or redis-server on PATH: installing one.');
    try {
      execFileSync(command, [...prefix, ...(onPath('brew') ? ['valkey'] : ['redis-server'])], { stdio: 'inherit' });
    } catch {
      // The line below says what to do.
    }
  }
  if (findServer()) return;
  throw new Error(
    "The tests need valkey-server or redis-server on PATH: run 'apt-get install redis-server' or 'brew install valkey'",
  );
}

/** The command that installs the packages after it; nothing if it would ask for a password. */
function installer(): readonly string[] {
  if (onPath('brew')) return ['brew', 'install'];
  if (!onPath('apt-get')) return [];
  const root = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (root.length > 0 && !onPath('sudo')) return [];
  // The lists of a fresh container are empty.
  const script = 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$@"';
  return [...root, 'sh', '-c', script, 'install'];
}

function onPath(name: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
