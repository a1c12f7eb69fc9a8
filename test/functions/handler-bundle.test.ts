import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { handlerBundle } from '../../lib/functions/handler-bundle';
import { messageOf } from '../rotation/rotation-given';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'handlers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function bundled(...path: string[]): string {
  const bundle = join(folder, ...path);
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'index.js'), '');
  return bundle;
}

describe('the bundle of a handler is found', () => {
  test('from the sources of this repository', () => {
    expect(handlerBundle('rotate-auth-token')).toBe(resolve('dist/handlers/rotate-auth-token'));
  });

  test('from the published file, beside it', () => {
    const bundle = bundled('package', 'dist', 'handlers', 'rotate');
    expect(handlerBundle('rotate', join(folder, 'package', 'dist'))).toBe(bundle);
  });

  test('never in another package, though that has handlers too', () => {
    bundled('dist', 'handlers', 'other');
    const act = () => handlerBundle('other', join(folder, 'package', 'dist'));
    expect(act).toThrow("'handler' needs the bundle of other");
  });
});

test.each([
  ['built', join('repository', 'lib', 'functions'), join('repository', 'dist')],
  ['found from the bundle of an app', join('app', 'out'), join('app', 'out')],
])('a bundle that is not %s is said with its place and both remedies', (_what, from, dist) => {
  const place = join(folder, dist, 'handlers', 'rotate');
  expect(messageOf(() => handlerBundle('rotate', join(folder, from)))).toBe(
    `'handler' needs the bundle of rotate, got nothing at ${place}; run npm run build, or leave cdk-cache-tier out of the bundle of your app (--external:cdk-cache-tier)`,
  );
});
