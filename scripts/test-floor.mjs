// Runs the tests of everything that makes or judges resources on the oldest aws-cdk-lib that package.json promises to work
// with. Snapshots are compared as they are and never written here: what the CDK makes of its own accord (a network, its
// custom resources) is the same at both ends today, apart from the hashes and runtimes that `test/stacks/hashes.ts` hides.
//
// Here is what asks the CDK for something, once for each construct and each kind of what it makes. Not here is what never
// reaches the CDK: `lib/rules`, which does not import it, and tables of bad input, which end before it.
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
  const tests = [
    ...['applications', 'network', 'patterns', 'stacks', 'testing'].map((room) => `test/${room}/`),
    'test/access/(auth-token|user-group|weak-reference)',
    'test/cache/(address-family|memcached-cluster|parameter-group|replication-group-(auth|defaults)|retained-parts)\\.test',
    'test/connect/(connect-(function|grants|stacks)|published-link)',
    'test/database/(database-(connect|defaults)|existing-database)',
    'test/policy/(l1-shape|property-injection|stack-policy|supported-properties)',
    'test/rotation/secret-rotation',
    'test/self-managed/(node-zones|sasl-memcached(-profile)?)\\.test',
    'test/examples',
  ];
  const options = ['--ci', '--silent', ...process.argv.slice(2), '--testPathIgnorePatterns', NEEDS_NEWER];
  execFileSync('npx', ['jest', ...options, '--', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, CDK_ROOT: folder },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
