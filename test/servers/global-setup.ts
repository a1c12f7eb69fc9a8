import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { installServer } from './install';

/** Once before all tests: a real server, the bundled handlers, which are part of no clone, and the bundled workers. */
export default function setUp(): void {
  installServer();
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'handlers'], { stdio: 'inherit' });
  bundleWorkers();
}

/** Each worker is a process that would compile the runtime first: a bundle starts in less than half of the time. */
function bundleWorkers(): void {
  const tests = join('runtime', 'test');
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const workers = files.map((file) => join(tests, file)).filter((file) => SERVES.test(readFileSync(file, 'utf8')));
  // Inside of the package, so that it finds what the package has installed; of this run alone, which others do not see.
  mkdirSync(join('runtime', 'node_modules'), { recursive: true });
  const folder = mkdtempSync(join('runtime', 'node_modules', '.workers-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env.BUNDLED_WORKERS = resolve(folder);
  buildSync({
    entryPoints: workers,
    outdir: folder,
    outbase: tests,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
}

const SERVES = /^serveWorker\(/m;
