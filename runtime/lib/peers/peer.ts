/** A package that the application has to install for what it uses, and has not. */
export class MissingPeerError extends Error {
  public override readonly name = 'MissingPeerError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_PEER';
}

/**
 * What to throw when an optional peer dependency could not be loaded. Its `require` stands in a `try` with the name
 * written out, because that is how bundlers know that it may be missing.
 *
 * @param name the name of the package
 * @param purpose what needs it, as the start of a sentence
 * @param cause what `require` threw
 */
export function peerProblem(name: string, purpose: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  // An installed package whose own dependency is missing fails with the same code, and has another remedy.
  if (code !== 'MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) return cause;
  return new MissingPeerError(`${purpose} needs the package '${name}': run 'npm install ${name}'`, { cause });
}
