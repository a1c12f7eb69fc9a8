import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COOKIE_SECRET_VARIABLE as READ } from '../../apps/sessions/cookie-secret';
import { applicationBundle, applicationKind, COOKIE_SECRET_VARIABLE } from '../../lib/applications/application-kind';

test.each(['orders', 'sessions', 'leaderboard'])('%s is an application, and it is bundled', (name) => {
  expect(applicationKind(name)).toMatchObject({ kind: { name }, problems: [] });
  expect(readdirSync(applicationBundle(name))).toEqual(expect.arrayContaining(['Dockerfile', 'index.js']));
});

test('where the package was not built it is said what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'applications-'));
  expect(() => applicationBundle('orders', folder)).toThrow(
    `'name' needs the bundle of orders, got nothing at ${join(folder, 'apps', 'orders')}; run npm run build, or leave ` +
      'cdk-cache-tier out of the bundle of your app (--external:cdk-cache-tier)',
  );
  rmSync(folder, { recursive: true });
});

test('construct and application agree on the variable for cookies', () => {
  expect(COOKIE_SECRET_VARIABLE).toBe(READ);
});
