/** A package that the application has to install for what it uses, and has not. */
export class MissingPeerError extends Error {
  public override readonly name = 'MissingPeerError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_PEER';
}

/**
 * Loads an optional peer dependency when it is first needed.
 *
 * @param name the name of the package
 * @param purpose what needs it, as the start of a sentence
 * @param load `() => require('the-name')`, written out: a bundler cannot follow a name that is computed
 * @throws MissingPeerError if the package is not installed
 */
export function loadPeer<T>(name: string, purpose: string, load: () => unknown): T {
  try {
    return load() as T;
  } catch (cause) {
    // An installed package whose own dependency is missing fails with the same code, and has another remedy.
    if (!isMissing(cause, name)) throw cause;
    throw new MissingPeerError(`${purpose} needs the package '${name}': run 'npm install ${name}'`, { cause });
  }
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}
