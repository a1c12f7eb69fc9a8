// Bundles what is published: one file for each entry of the library, because fifty small files take twice as long to
// load, and one for each bin, with all of its dependencies inside.
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const versionOf = (manifest) => JSON.parse(readFileSync(manifest, 'utf8')).version;

/** Every bundle: `from` becomes `to`; a bin is executable and prints the version of the package that ships it. */
export const BUNDLES = [
  { from: 'lib/index.ts', to: 'dist/index.js', external: ['aws-cdk-lib', 'constructs', 'cache-tier'] },
  { from: 'lib/testing/index.ts', to: 'dist/testing/index.js', external: ['aws-cdk-lib', 'constructs', 'cache-tier'] },
  { from: 'bin/cdk-cache-tier.ts', to: 'dist/bin/cdk-cache-tier.js', bin: true, manifest: 'package.json' },
  { from: 'bin/cache-tier-check.ts', to: 'check/dist/cache-tier-check.js', bin: true, manifest: 'check/package.json' },
];

/** Bundles one row; `to` may be overridden, so that a test can build into a folder of its own. */
export async function bundle({ from, to, bin = false, manifest, external = [] }) {
  const { metafile } = await build({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    charset: 'utf8',
    sourcemap: !bin,
    legalComments: 'eof',
    logLevel: 'warning',
    external,
    ...(manifest && { define: { VERSION: JSON.stringify(versionOf(manifest)) } }),
  });
  appendFileSync(to, licensesOf(Object.keys(metafile.inputs)));
  if (bin) chmodSync(to, 0o755);
}

/** The licenses of the packages inside: most keep theirs in a file, where `legalComments` does not find it. */
function licensesOf(inputs) {
  const folders = new Set(
    inputs.map((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
  );
  return [...folders]
    .filter((folder) => existsSync(`${folder}/LICENSE`))
    .map(
      (folder) => `/*! ${folder.replace(/^.*node_modules\//, '')}\n\n${readFileSync(`${folder}/LICENSE`, 'utf8')}*/\n`,
    )
    .join('');
}

/**
 * Lets `npx` find a bin inside this repository. npm links the bins of a workspace only if their files exist when it
 * installs, and those of the root never: npx then keeps a link of its own, which stays broken for ever if the first
 * call came before the build.
 */
function linkBin(to) {
  const link = join('node_modules/.bin', basename(to, '.js'));
  if (process.platform === 'win32' || !existsSync('node_modules')) return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), to), link);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await Promise.all(BUNDLES.map(bundle));
  for (const { to } of BUNDLES.filter(({ bin }) => bin)) linkBin(to);
}
