// Bundles what is published: one file for each entry of the library, because fifty small files take twice as long to
// load, and one for each bin, each Lambda function and each application, with all of its dependencies inside.
//
//   node scripts/bundle.mjs            everything
//   node scripts/bundle.mjs runtime    the package that applications load
//   node scripts/bundle.mjs handlers   what `npm test` and `npm run synth` need: the Lambda functions, and the applications
//   node scripts/bundle.mjs apps       the applications alone
//   node scripts/bundle.mjs guard      the command that `npm run deploy` asks
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './bundle-licenses.mjs';
import { isCurrent, stamp } from './bundle-stamps.mjs';

const versionOf = (manifest) => JSON.parse(readFileSync(manifest, 'utf8')).version;

/** What an application has not that never wraps a pool. */
const NO_SQL = ['libpg-query'];

/**
 * Every bundle: `from` becomes `to`; a bin is executable and prints the version of the package that ships it; a handler
 * is the one file of the folder that a Lambda function is made of; an app is a folder with all that a Lambda function, or
 * the image of a container, is made of.
 */
export const BUNDLES = [
  { from: 'lib/index.ts', to: 'dist/index.js', external: ['aws-cdk-lib', 'constructs', 'cache-tier'] },
  { from: 'lib/testing/index.ts', to: 'dist/testing/index.js', external: ['aws-cdk-lib', 'constructs', 'cache-tier'] },
  { from: 'bin/cdk-cache-tier.ts', to: 'dist/bin/cdk-cache-tier.js', bin: true, manifest: 'package.json' },
  { from: 'bin/deployed.ts', to: 'dist/bin/deployed.js', deployed: true },
  { from: 'bin/cache-tier-check.ts', to: 'check/dist/cache-tier-check.js', bin: true, manifest: 'check/package.json' },
  { from: 'runtime/lib/link.ts', to: 'runtime/dist/link.js', runtime: true },
  { from: 'runtime/lib/protocol/ttl.ts', to: 'runtime/dist/ttl.js', runtime: true },
  { from: 'runtime/lib/tier/wrapping.ts', to: 'runtime/dist/wrapping.js', runtime: true },
  { from: 'runtime/lib/memcached.ts', to: 'runtime/dist/memcached.js', runtime: true },
  { from: 'runtime/lib/tier/memcached-connection.ts', to: 'runtime/dist/memcached-connection.js', runtime: true },
  { from: 'runtime/lib/index.ts', to: 'runtime/dist/index.js', runtime: true },
  {
    from: 'runtime/lib/commands/bin.ts',
    to: 'runtime/dist/cache-tier.js',
    runtime: true,
    bin: true,
    manifest: 'runtime/package.json',
  },
  { from: 'lib/handlers/rotate-auth-token.ts', to: 'dist/handlers/rotate-auth-token/index.js', handler: true },
  { from: 'lib/handlers/rotate-user-password.ts', to: 'dist/handlers/rotate-user-password/index.js', handler: true },
  { from: 'lib/handlers/rotate-sasl-password.ts', to: 'dist/handlers/rotate-sasl-password/index.js', handler: true },
  {
    from: 'apps/orders/index.ts',
    to: 'dist/apps/orders/index.js',
    app: true,
    // The parser of PostgreSQL is WebAssembly, which it looks for beside its own file.
    files: ['node_modules/libpg-query/wasm/libpg-query.wasm'],
  },
  { from: 'apps/sessions/index.ts', to: 'dist/apps/sessions/index.js', app: true, external: NO_SQL },
  { from: 'apps/leaderboard/index.ts', to: 'dist/apps/leaderboard/index.js', app: true, external: NO_SQL },
];

/** Lambda gives a function its credentials in the environment: what else the SDK looks for is a third of its size. */
const HANDLER = {
  target: 'node22',
  minify: true,
  // The CommonJS of the AWS clients cannot be shaken, and is half as large again.
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './lib/handlers/environment-credentials.ts' },
};

/** What asks for the deployed stacks runs on a person's machine or in CI: the AWS clients with all ways to credentials. */
const DEPLOYED = { minify: true, mainFields: ['module', 'main'] };

/**
 * What a container has: the AWS clients that are used, with all ways to credentials, and of the optional packages of
 * cache-tier those that the application has.
 */
const APP = {
  target: 'node22',
  minify: true,
  // An error that nobody catches is printed with its line.
  lineLimit: 120,
  mainFields: ['module', 'main'],
};
const NOT_IN_APPS = ['@aws-sdk/client-ssm', '@valkey/valkey-glide', 'redis', 'pg-native'];
/** What makes an image of the folder of an app. */
const IMAGE = ['apps/Dockerfile', 'apps/.dockerignore'];

/**
 * Files of their own: infrastructure loads the link alone, and an application loads what speaks to PostgreSQL when it
 * wraps a pool, or Memcached when it has that. What several of them need has to be the same class in all.
 */
const APART = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/(link|ttl|wrapping|memcached-connection)$/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${basename(path)}.js`, external: true },
    ),
};

/** What an application has or has not: all of it is loaded when it is used. */
const RUNTIME = {
  packages: 'external',
  plugins: [APART],
};

/**
 * Bundles one row; `to` may be overridden, so that a test can build into a folder of its own.
 *
 * @returns the files it was made of, and those that it consists of
 */
export async function bundle(row) {
  const {
    from,
    to,
    bin = false,
    handler = false,
    runtime = false,
    app = false,
    deployed = false,
    manifest,
    external = [],
  } = row;
  const { metafile, outputFiles } = await build({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    metafile: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    charset: 'utf8',
    sourcemap: !bin && !handler && !app && !deployed,
    legalComments: 'eof',
    logLevel: 'warning',
    external: app ? [...NOT_IN_APPS, ...external] : external,
    ...(handler && HANDLER),
    ...(app && APP),
    ...(deployed && DEPLOYED),
    ...(runtime && RUNTIME),
    ...(manifest && { define: { VERSION: JSON.stringify(versionOf(manifest)) } }),
  });
  mkdirSync(dirname(to), { recursive: true });
  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const licenses = licensesOf(inside.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input));
  for (const { path, text } of outputFiles) replace(path, path.endsWith('.js') ? text + licenses : text);
  const copied = app ? [...IMAGE, ...(row.files ?? [])] : [];
  const copies = copied.map((file) => join(dirname(to), basename(file)));
  for (const [index, copy] of copies.entries()) replace(copy, readFileSync(copied[index]));
  if (bin) chmodSync(to, 0o755);
  // In brackets is what esbuild leaves empty.
  const inputs = Object.keys(metafile.inputs).filter((input) => !input.startsWith('('));
  return { inputs: [...inputs, ...copied], outputs: [...Object.keys(metafile.outputs), ...copies] };
}

/** The same, unless it would come out as it is. */
async function refresh(row) {
  if (isCurrent(row.to)) return;
  const { inputs, outputs } = await bundle(row);
  stamp(row.to, inputs, outputs);
}

/** Others may be reading the file: a test run and a synthesis of the same folder. */
function replace(path, content) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return;
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
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
  const [, , kind] = process.argv;
  const rows = BUNDLES.filter(
    ({ handler, runtime, app, deployed, to }) =>
      kind === undefined ||
      { handlers: handler || app, apps: app, runtime, guard: deployed || to === 'dist/bin/cdk-cache-tier.js' }[kind],
  );
  if (rows.length === 0) throw new Error(`there is nothing to bundle for '${kind}'`);
  await Promise.all(rows.map(refresh));
  for (const { to } of rows.filter(({ bin }) => bin)) linkBin(to);
}
