import type { Script, StepResult } from '../drivers/driver';
import type { Bounds } from './server-clock';

/** A script on one key of a session. */
export interface SteppedCall {
  readonly script: Script;
  readonly args: readonly string[];
  /** The place of the key among those of the script. */
  readonly index: number;
}

/** What calls on one key come to. */
export interface Outcome {
  /** What the key is to hold; null for nothing, undefined for what it holds. */
  readonly value: string | null | undefined;
  readonly px: number;
  readonly results: readonly StepResult[];
}

/** The steps of all calls, one after the other. */
export function outcomeOf(calls: readonly SteppedCall[], found: string | null, now: Bounds): Outcome {
  let value = found;
  let changed = false;
  let px = 0;
  const results = calls.map(({ script, args, index }) => {
    const result = script.step!(value, { args, index, now });
    if (result.put !== undefined || result.remove) {
      value = result.put?.value ?? null;
      px = result.put?.px ?? 0;
      changed = true;
    }
    return result;
  });
  return { value: changed ? value : undefined, px, results };
}
