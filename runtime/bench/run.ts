/** `npm run bench -w runtime`: us, the alternatives and no cache, in one run. `--only hits,races`, `--quick`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { installServer } from '../../test/servers/install';
import { installAlternatives } from './alternatives';

/** What is measured runs as it would be deployed: bundled, without a loader that compiles on the way. */
async function bundle(): Promise<string> {
  const outdir = join(__dirname, 'build');
  await build({
    entryPoints: {
      main: join(__dirname, 'main.ts'),
      worker: join(__dirname, 'worker.ts'),
      'memcached-worker': join(__dirname, 'memcached', 'client-worker.ts'),
    },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  return join(outdir, 'main.cjs');
}

async function run(): Promise<void> {
  installServer();
  installAlternatives();
  const child = spawn(process.execPath, [await bundle(), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, CACHE_TIER_BENCH: __dirname, CACHE_TIER_MODE: '' },
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

void run();
