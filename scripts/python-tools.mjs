// Installs the Python tools of one requirements file into a virtual environment of its own; says where its programs are.
//   node scripts/python-tools.mjs requirements-deploy.txt .venv-deploy
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';

/** The folder of the programs of a virtual environment. */
export function programsOf(folder) {
  return join(folder, windows ? 'Scripts' : 'bin');
}

/** Installs the tools, unless exactly these are installed. */
export function installTools(requirements, folder) {
  const stamp = join(folder, basename(requirements));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return;
  rmSync(folder, { recursive: true, force: true });
  run(windows ? 'python' : 'python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  run(join(programsOf(folder), 'python'), pip);
  copyFileSync(requirements, stamp);
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? ''}\n${stdout}${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installTools(...process.argv.slice(2));
