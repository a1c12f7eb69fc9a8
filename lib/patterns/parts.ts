import { InvalidCacheError } from '../policy/invalid-cache-error';

/**
 * Makes a part of a pattern; what is wrong with the part joins the problems of the whole, each property under the name of
 * the part: `'database.backupRetention' needs ...`.
 *
 * @returns undefined if the part is refused
 */
export function part<T>(problems: string[], name: string, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    problems.push(...error.problems.map((problem) => problem.replace(/^'/, `'${name}.`)));
    return undefined;
  }
}
