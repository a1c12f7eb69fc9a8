import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** An application of this package, as a row. */
export interface ApplicationKind {
  /** Its folder in `apps`. */
  readonly name: string;
  /** What it is, for people. */
  readonly description: string;
  /** Whether it signs cookies, with a secret. */
  readonly cookies: boolean;
}

const KINDS: readonly ApplicationKind[] = [
  { name: 'orders', description: 'A shop whose database has a cache', cookies: false },
  { name: 'sessions', description: 'People who log in, and their carts', cookies: true },
  { name: 'leaderboard', description: 'Who is ahead in a game', cookies: false },
];

/** The environment variable with the ARN of the secret that signs cookies; `apps/sessions` reads it. */
export const COOKIE_SECRET_VARIABLE = 'COOKIE_SECRET_ARN';

/** The application of a name; what is wrong with it instead. */
export function applicationKind(name: string): {
  readonly kind?: ApplicationKind;
  readonly problems: readonly string[];
} {
  const kind = KINDS.find((row) => row.name === name);
  if (kind !== undefined) return { kind, problems: [] };
  const names = KINDS.map((row) => row.name).join(', ');
  return { problems: [`'name' needs one of ${names}, got '${name}'; correct it`] };
}

/** Where this file is in the repository; published, it is a part of `dist/index.js`. */
const SOURCES = join('lib', 'applications');

/**
 * The folder with the bundled code of an application: what a Lambda function is made of, and with its Dockerfile an image.
 *
 * @param name its folder in `apps`
 * @param from the folder of the file that runs; tests give others
 * @throws Error if the package was not built, or was itself bundled into a file of the app
 */
export function applicationBundle(name: string, from: string = __dirname): string {
  const dist = from.endsWith(SOURCES) ? join(from, '..', '..', 'dist') : from;
  const folder = join(dist, 'apps', name);
  if (existsSync(join(folder, 'index.js'))) return folder;
  throw new Error(
    `'name' needs the bundle of ${name}, got nothing at ${folder}; run npm run build, or leave cdk-cache-tier out of ` +
      'the bundle of your app (--external:cdk-cache-tier)',
  );
}
