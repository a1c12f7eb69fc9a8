import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, type Page, stackPages } from '../../scripts/stack-pages/pages';
import { textOf } from './documents';

let pages: readonly Page[];
beforeAll(async () => {
  pages = await stackPages();
  // Six syntheses, each in a process of its own.
}, 240_000);

test('there is a page for each stack of the app, and no other', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(pages.map(({ file }) => file).sort());
});

test('every page is what its template makes of it', () => {
  const stale = pages.filter(({ file, text }) => textOf(join(FOLDER, file)) !== text).map(({ file }) => file);
  if (stale.length > 0) throw new Error(`npm run pages writes again what has changed: ${stale.join(', ')}`);
});

test('no page has what changes with each release of the CDK, or what could not be said', () => {
  // The CDK gives one of its functions an id that ends like a hash, and keeps it.
  const wrong = /(?<!LogRetention)[0-9a-f]{32}|nodejs\d|undefined|\[object|NaN/;
  expect(pages.filter(({ text }) => wrong.test(text)).map(({ file, text }) => [file, text.match(wrong)?.[0]])).toEqual(
    [],
  );
});
