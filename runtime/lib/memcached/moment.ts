import { performance } from 'node:perf_hooks';

/** Two clocks, in milliseconds: one that never jumps but stands still in a frozen process, and the time of day. */
export interface Clocks {
  monotonic(): number;
  wall(): number;
}

export const CLOCKS: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** A moment by both clocks. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** By how much the time of day may be set back, in milliseconds, before nobody knows how long ago a moment was. */
const SET_BACK_MS = 1000;

export function momentOf(clocks: Clocks): Moment {
  return { monotonic: clocks.monotonic(), wall: clocks.wall() };
}

/** Whether a moment is less than so long ago, by both clocks. */
export function isWithin(moment: Moment, ms: number, clocks: Clocks): boolean {
  const passed = clocks.wall() - moment.wall;
  return clocks.monotonic() - moment.monotonic < ms && passed < ms && passed > -SET_BACK_MS;
}
