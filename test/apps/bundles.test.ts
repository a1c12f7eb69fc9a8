import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

const folderOf = (name: string) => join('dist', 'apps', name);
const bundleOf = (name: string) => readFileSync(join(folderOf(name), 'index.js'), 'utf8');

describe.each([
  ['orders', ['.dockerignore', 'Dockerfile', 'index.js', 'libpg-query.wasm'], 2_200],
  ['sessions', ['.dockerignore', 'Dockerfile', 'index.js'], 1_800],
  ['leaderboard', ['.dockerignore', 'Dockerfile', 'index.js'], 1_150],
])('%s', (name, files, kilobytes) => {
  test('is all that a function or an image is made of', () => {
    expect(readdirSync(folderOf(name)).sort()).toEqual(files);
  });

  test(`has at most ${kilobytes} kB of code`, () => {
    expect(statSync(join(folderOf(name), 'index.js')).size / 1024).toBeLessThan(kilobytes);
  });

  test('needs nothing but Node.js, and what it may be without', () => {
    const needed = [...bundleOf(name).matchAll(/\brequire\("([^"./][^"]*)"\)/g)].map(([, module]) => module);
    const missing = needed.filter((module) => !builtinModules.includes(module.replace('node:', '')));
    const ofPackages = ['@aws-sdk/signature-v4-crt', 'cardinal', 'pg-native'];
    const optional = [...ofPackages, '@aws-sdk/client-ssm', '@valkey/valkey-glide', 'redis', 'libpg-query'];
    expect(missing.filter((module) => !optional.includes(module))).toEqual([]);
    if (name === 'orders') expect(missing).not.toContain('libpg-query');
  });

  test('carries the licenses of what is inside', () => {
    const licenses = [...bundleOf(name).matchAll(/^\/\*! (.*)$/gm)].map(([, names]) => names).join(', ');
    expect(licenses.split(', ')).toEqual(expect.arrayContaining(['ioredis', '@aws-sdk/client-secrets-manager']));
  });
});
