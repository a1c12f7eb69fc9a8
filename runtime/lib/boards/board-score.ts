import type { SubmitMode } from './board-options';
import { ScoreError } from './kept-data-error';
import { shown } from './kept-names';

/**
 * A score as scripts take it. Scores are doubles on the server: beyond 2^53 - 1 two whole numbers may be one, and sums
 * of fractions depend on their order.
 *
 * @throws ScoreError for what would not be exact
 */
export function scoreText(score: unknown, mode: SubmitMode): string {
  if (typeof score !== 'number' || !(Math.abs(score) <= Number.MAX_SAFE_INTEGER)) {
    throw new ScoreError(
      `a score needs a number from -(2^53 - 1) to 2^53 - 1, which is exact, got ${shown(score)}; beyond that, count in a larger unit`,
    );
  }
  if (mode === 'increment' && !Number.isInteger(score)) {
    throw new ScoreError(
      `an increment needs a whole number, as sums of fractions depend on their order, got ${score}; count in a smaller unit`,
    );
  }
  // There are two zeros, and they would be told apart in texts.
  return `${score === 0 ? 0 : score}`;
}

/** The error for a sum that a script has refused. */
export function refusedSum(member: string, current: string, by: number): ScoreError {
  const why = Number.isInteger(Number(current)) ? 'leave the range in which sums are exact' : 'add to a fraction';
  return new ScoreError(
    `an increment of ${by} would ${why}, as ${shown(member)} has ${current}: nothing was changed, for no member`,
  );
}

/** The bound of a range of scores, as commands take it. */
export function boundText(option: string, bound: number): string {
  if (typeof bound !== 'number' || Number.isNaN(bound)) {
    throw new RangeError(`'${option}' needs a number, got ${shown(bound)}`);
  }
  if (Number.isFinite(bound)) return `${bound}`;
  return bound > 0 ? '+inf' : '-inf';
}
