import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const HANDLERS = ['rotate-auth-token', 'rotate-sasl-password', 'rotate-user-password'];
const bundleOf = (handler: string, root = 'dist/handlers') => readFileSync(join(root, handler, 'index.js'), 'utf8');

describe.each(HANDLERS)('%s', (handler) => {
  test('is one file, which needs nothing but Node.js', () => {
    expect(readdirSync(join('dist/handlers', handler))).toEqual(['index.js']);
    const needed = [...bundleOf(handler).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(needed).toContain('node:tls');
    expect(needed.filter((name) => !builtinModules.includes(name.replace('node:', '')))).toEqual([]);
  });

  test('is small', () => {
    expect(bundleOf(handler).length).toBeLessThan(320 * 1024);
  });

  test('takes its credentials from the environment alone', () => {
    const named = [
      'AWS_SECRET_ACCESS_KEY',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS',
      'credential_process',
    ];
    expect(named.filter((name) => bundleOf(handler).includes(name))).toEqual(['AWS_SECRET_ACCESS_KEY']);
  });

  test('carries the licenses of what is inside, each text once', () => {
    const service = handler === 'rotate-sasl-password' ? 'ecs' : 'elasticache';
    const licenses = [...bundleOf(handler).matchAll(/^\/\*! (.*)$/gm)].map(([, names]) => names);
    expect(licenses.join(', ').split(', ')).toEqual(
      expect.arrayContaining([`@aws-sdk/client-${service}`, '@aws-sdk/client-secrets-manager', '@smithy/core']),
    );
    expect(bundleOf(handler).match(/^\s*Apache License$/gm)?.length).toBe(licenses.length);
  });
});

test('the same sources make the same files, byte by byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handlers-'));
  const script = pathToFileURL(resolve('scripts/bundle.mjs')).href;
  const build = `
    const { BUNDLES, bundle } = await import(${JSON.stringify(script)});
    const to = (row) => row.to.replace('dist/handlers', ${JSON.stringify(folder)});
    await Promise.all(BUNDLES.filter(({ handler }) => handler).map((row) => bundle({ ...row, to: to(row) })));`;
  execFileSync(process.execPath, ['--input-type=module', '-e', build], { stdio: 'inherit' });
  expect(readdirSync(folder).sort()).toEqual(HANDLERS);
  for (const handler of HANDLERS) expect(bundleOf(handler, folder) === bundleOf(handler)).toBe(true);
  rmSync(folder, { recursive: true });
});

test('every handler that is bundled has a file of its name, and is a handler', () => {
  const files = readdirSync('lib/handlers').filter((file) =>
    /^export const handler = /m.test(readFileSync(join('lib/handlers', file), 'utf8')),
  );
  expect(files).toEqual(HANDLERS.map((handler) => `${handler}.ts`));
});
