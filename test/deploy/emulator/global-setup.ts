import { execFileSync } from 'node:child_process';

/** Once before all tests: the emulator, and the bundles that a stack deploys, which are part of no clone. */
export default function setUp(): void {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { stdio: 'inherit' });
  node('scripts/python-tools.mjs', 'requirements-deploy.txt', '.venv-deploy');
  node('scripts/bundle.mjs', 'handlers');
}
