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
  install(NAMES, { brew: 'valkey', apt: 'redis-server' });
}

/**
 * The path of a program, which is installed if it is not there.
 *
 * @param names what it may be called
 * @param packages who brings it
 * @throws Error that says what to install if that does not work
 */
export function install(names: readonly string[], packages: { readonly brew: string; readonly apt: string }): string {
  const find = () => names.map(onPath).find((path) => path !== undefined);
  const found = find();
  if (found) return found;
  const [command, ...prefix] = installer();
  if (command) {
    console.log(`No ${names.join(' or ')} on PATH: installing one.`);
    try {
      execFileSync(command, [...prefix, onPath('brew') ? packages.brew : packages.apt], { stdio: 'inherit' });
    } catch {
      // The line below says what to do.
    }
  }
  const installed = find();
  if (installed) return installed;
  throw new Error(
    `The tests need ${names.join(' or ')} on PATH: run 'apt-get install ${packages.apt}' or ` +
      `'brew install ${packages.brew}'`,
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
  // Debian keeps some servers where only root looks.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const paths = folders.map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
