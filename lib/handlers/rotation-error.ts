/** Why a rotation stopped, and what to do about it: the one line that a person finds in the log. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}
