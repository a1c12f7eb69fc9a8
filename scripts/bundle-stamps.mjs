// Which bundles are what esbuild would make again: `cdk`, `npm test` and `npm run synth` ask for the same ones each time.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'node_modules/.cache/bundles';
/** What decides beside the sources: which files an import finds, and how they are bundled. */
const ALWAYS = ['package.json', 'runtime/package.json', 'package-lock.json', 'tsconfig.json', 'scripts/bundle.mjs'];

const hashes = new Map();

/** By content: npm gives all files of all packages one date. */
function hashOf(file) {
  if (!hashes.has(file)) hashes.set(file, createHash('sha256').update(readFileSync(file)).digest('hex'));
  return hashes.get(file);
}

const stampOf = (to) => join(FOLDER, `${to.replaceAll('/', '.')}.json`);

/** Whether everything that a bundle was made of and consists of is as `stamp` left it. */
export function isCurrent(to) {
  try {
    const { node, files } = JSON.parse(readFileSync(stampOf(to), 'utf8'));
    return node === process.version && Object.entries(files).every(([file, hash]) => hashOf(file) === hash);
  } catch {
    return false;
  }
}

/** Notes the files that a bundle was made of, and those that it consists of. */
export function stamp(to, inputs, outputs) {
  for (const file of outputs) hashes.delete(file);
  const files = Object.fromEntries(
    [...new Set([...ALWAYS, ...inputs, ...outputs])].map((file) => [file, hashOf(file)]),
  );
  mkdirSync(FOLDER, { recursive: true });
  // Others may be reading it, or writing the same.
  const own = `${stampOf(to)}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ node: process.version, files }));
  renameSync(own, stampOf(to));
}
