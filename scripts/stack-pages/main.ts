// `npm run pages`: writes a page for each stack of the app from its template; a test holds the two together.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, stackPages } from './pages';

async function main(): Promise<void> {
  const pages = await stackPages();
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of pages) writeFileSync(join(FOLDER, file), text);
  const files = pages.map(({ file }) => file);
  for (const file of readdirSync(FOLDER)) if (!files.includes(file)) rmSync(join(FOLDER, file));
  console.log(`${FOLDER}: ${files.join(', ')}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
