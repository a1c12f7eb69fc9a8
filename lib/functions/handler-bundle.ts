import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where this file is in the repository; published, it is a part of `dist/index.js`. */
const SOURCES = join('lib', 'functions');

/**
 * The folder with the bundled code of a handler.
 *
 * @param handler the name of its file in `lib/handlers`, without the ending
 * @param from the folder of the file that runs; tests give others
 * @throws Error if the package was not built, or was itself bundled into a file of the app
 */
export function handlerBundle(handler: string, from: string = __dirname): string {
  const dist = from.endsWith(SOURCES) ? join(from, '..', '..', 'dist') : from;
  const folder = join(dist, 'handlers', handler);
  if (existsSync(join(folder, 'index.js'))) return folder;
  throw new Error(
    `'handler' needs the bundle of ${handler}, got nothing at ${folder}; run npm run build, or leave cdk-cache-tier ` +
      'out of the bundle of your app (--external:cdk-cache-tier)',
  );
}
