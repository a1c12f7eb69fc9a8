// Run once for a release: keeps the templates that it makes in test/released/<version>, where the tests hold every later
// version to them. What is there already is never written again.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceApp } from '../test/released/reference-app';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const kept = join('test', 'released', version);
if (existsSync(kept) && !process.argv.includes('--unreleased')) {
  throw new Error(`${kept} is kept already; pass --unreleased to write it again as long as ${version} is not released`);
}
const outdir = mkdtempSync(join(tmpdir(), 'keep-templates-'));
referenceApp(outdir).synth();
mkdirSync(kept, { recursive: true });
for (const file of readdirSync(outdir).filter((name) => name.endsWith('.template.json'))) {
  copyFileSync(join(outdir, file), join(kept, file));
  console.log(join(kept, file));
}
rmSync(outdir, { recursive: true });
