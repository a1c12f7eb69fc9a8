import { QUOTAS } from '../catalog/quotas';

/**
 * What is wrong with the way in which shards share out the hash slots, or undefined if nothing is (or nothing is said).
 *
 * @param shards the slots of each shard, such as `0-5460` or `0-100,200-300`
 */
export function slotProblem(shards: readonly string[]): string | undefined {
  if (shards.length === 0) return undefined;
  const ranges: [number, number][] = [];
  for (const range of shards.flatMap((slots) => slots.split(','))) {
    const [, from, to] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(range) ?? [];
    if (from === undefined) return `'${range}'`;
    ranges.push([Number(from), Number(to ?? from)]);
  }
  ranges.sort(([a], [b]) => a - b);
  let next = 0;
  for (const [from, to] of ranges) {
    if (to < from || to >= QUOTAS.slots) return `'${from}-${to}'`;
    if (from > next) return `none for ${next}-${from - 1}`;
    if (from < next) return `${from} twice`;
    next = to + 1;
  }
  return next === QUOTAS.slots ? undefined : `none for ${next}-${QUOTAS.slots - 1}`;
}
