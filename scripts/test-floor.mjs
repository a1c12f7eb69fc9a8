// Runs the unit tests of the constructs on the oldest aws-cdk-lib that package.json promises to work with.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const packages = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range.replace('^', '')}`);
const folder = mkdtempSync(join(tmpdir(), 'cdk-floor-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...packages];
  execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
  console.log(`Unit tests on ${packages.join(' and ')}`);
  const tests = ['cache', 'network', 'topology', 'policy', 'released', 'testing'].map((room) => `test/${room}/`);
  execFileSync('npx', ['jest', '--silent', ...tests, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, CDK_ROOT: folder },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
