// Synthesizes every file of `examples` to a folder of its own, in one process: compiling the library for each of them takes
// longer than all of them together. `node --import tsx scripts/synth-examples.ts <folder>`
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const [, , out] = process.argv;

for (const file of readdirSync('examples').filter((name) => name.endsWith('.ts'))) {
  const name = basename(file, '.ts');
  process.env.CDK_OUTDIR = join(out, name);
  const make = require(resolve('examples', file))[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
  // An example of several steps is asked for the first.
  make(...(make.length > 0 ? ['disabled'] : [])).synth();
}
