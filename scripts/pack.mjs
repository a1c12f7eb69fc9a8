// Packs the three packages into build/: `npm pack` of the root leaves out a bundled workspace, because it is a link.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (command, ...args) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What an installed package needs of its manifest. */
function published({ scripts: _s, devDependencies: _d, workspaces: _w, allowScripts: _a, overrides: _o, ...rest }) {
  return rest;
}

function stage(from, to) {
  const { files } = manifest(from);
  mkdirSync(to, { recursive: true });
  for (const file of [...files.filter((name) => !name.startsWith('!')), 'README.md', 'LICENSE']) {
    cpSync(join(from, file), join(to, file), { recursive: true });
  }
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published(manifest(from)), null, 2)}\n`);
}

/** Constructs load the link alone: what the rest of the runtime depends on would be installed for nothing. */
function stageLink(to) {
  stage('runtime', to);
  rmSync(join(to, 'dist'), { recursive: true });
  for (const file of ['link.js', 'link.d.ts']) cpSync(join('runtime/dist', file), join(to, 'dist', file));
  const { name, version, description, license, type, exports, files, engines } = manifest('runtime');
  const link = { './link': exports['./link'], './package.json': exports['./package.json'] };
  writeFileSync(
    join(to, 'package.json'),
    `${JSON.stringify({ name, version, description, license, type, exports: link, files, engines }, null, 2)}\n`,
  );
}

// What an earlier build left must not be shipped.
for (const folder of ['build', 'dist', 'runtime/dist', 'check/dist']) rmSync(folder, { recursive: true, force: true });
run('npm', 'run', '--silent', 'build');
stage('.', 'build/cdk-cache-tier');
stage('runtime', 'build/cache-tier');
stage('check', 'build/cache-tier-check');
stageLink('build/cdk-cache-tier/node_modules/cache-tier');

for (const name of ['cdk-cache-tier', 'cache-tier', 'cache-tier-check']) {
  const [{ filename, size, entryCount, bundled }] = JSON.parse(
    run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', 'build', `./build/${name}`),
  );
  console.log(
    `build/${filename}  ${Math.ceil(size / 1024)} kB  ${entryCount} files  bundles ${bundled.join(', ') || 'nothing'}`,
  );
}
