// Runs the tests of everything that makes or judges resources on the oldest aws-cdk-lib that package.json promises to work
// with. Snapshots are compared as they are and never written here: what the CDK makes of its own accord (a network, its
// custom resources) is the same at both ends today, apart from the hashes and runtimes that `test/stacks/hashes.ts` hides.
//
// `test/rules` is not here: `lib/rules` never imports the CDK.
//
// Not here, because what they test needs a newer CDK, and is not promised at the floor: the strict validator
// (`CloudFormationValidatePlugin` of the core), without which the random configurations of `test/compliance` have no
// judge, and the packs of cdk-nag, a tool of this repository that is no peer.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NEEDS_NEWER = '/(nag|strict|application-findings)\\.test\\.ts$';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const packages = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range.replace('^', '')}`);
const folder = mkdtempSync(join(tmpdir(), 'cdk-floor-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...packages];
  execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
  console.log(`Unit tests on ${packages.join(' and ')}`);
  const rooms = [
    'access',
    'applications',
    'cache',
    'connect',
    'database',
    'functions',
    'network',
    'patterns',
    'policy',
    'released',
    'rotation',
    'stacks',
    'testing',
    'topology',
  ];
  const tests = [
    ...rooms.map((room) => `test/${room}/`),
    'test/compliance/violations.test.ts',
    'test/examples.test.ts',
    'test/exports.test.ts',
  ];
  const options = ['--ci', '--silent', ...process.argv.slice(2), '--testPathIgnorePatterns', NEEDS_NEWER];
  execFileSync('npx', ['jest', ...options, '--', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, CDK_ROOT: folder },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
