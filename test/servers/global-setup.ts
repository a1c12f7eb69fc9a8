import { execFileSync } from 'node:child_process';
import { installServer } from './install';

/** Once before all tests: a real server, and the bundled handlers, which are part of no clone. */
export default function setUp(): void {
  installServer();
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'handlers'], { stdio: 'inherit' });
}
