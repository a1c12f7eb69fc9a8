/** A graph of states, which is walked without knowing what they mean. */
export interface Model<S> {
  readonly initial: S;
  steps(state: S): readonly { readonly label: string; readonly next: S; readonly missed?: number }[];
  /** Equal for states that have the same futures. */
  name(state: S): string;
}

export interface Exploration {
  readonly states: number;
  readonly steps: number;
  /** Orders of steps from the start to an end. Infinity if they can go on for ever. */
  readonly orders: number;
  /** The shortest way to an answer that is too old; undefined if there is none. */
  readonly counterexample: readonly string[] | undefined;
}

/** Walks all states breadth first, so that the first answer that is too old is one with the fewest steps. */
export function explore<S>(model: Model<S>, limit = 3_000_000): Exploration {
  const seen = new Map<string, number>([[model.name(model.initial), 0]]);
  const parents = [-1];
  const targets: number[] = [];
  /** Where the targets of each state begin. */
  const begins = [0];
  let level: S[] = [model.initial];
  while (level.length > 0) {
    const following: S[] = [];
    for (const state of level) {
      const from = begins.length - 1;
      for (const { next, missed, label } of model.steps(state)) {
        if (missed) {
          const counterexample = [...trace(model, seen, parents, from), label];
          return { states: seen.size, steps: targets.length, orders: Number.NaN, counterexample };
        }
        const name = model.name(next);
        let to = seen.get(name);
        if (to === undefined) {
          to = seen.size;
          if (to >= limit) throw new RangeError(`more than ${limit} states`);
          seen.set(name, to);
          parents.push(from);
          following.push(next);
        }
        targets.push(to);
      }
      begins.push(targets.length);
    }
    level = following;
  }
  return { states: seen.size, steps: targets.length, orders: ordersOf(targets, begins), counterexample: undefined };
}

/** The labels on the way to a state: the way is walked again, as only the parents were kept. */
function trace<S>(
  model: Model<S>,
  seen: ReadonlyMap<string, number>,
  parents: readonly number[],
  to: number,
): string[] {
  const way: number[] = [];
  for (let at = to; at > 0; at = parents[at]) way.unshift(at);
  let state = model.initial;
  return way.map((at) => {
    const step = model.steps(state).find(({ next }) => seen.get(model.name(next)) === at)!;
    state = step.next;
    return step.label;
  });
}

/** Counts the ways to an end: a state is counted when all states before it are. */
function ordersOf(targets: readonly number[], begins: readonly number[]): number {
  const before = new Uint32Array(begins.length - 1);
  for (const to of targets) before[to] += 1;
  const ways = new Float64Array(before.length);
  ways[0] = 1;
  const ready = before[0] === 0 ? [0] : [];
  let counted = 0;
  let orders = 0;
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    counted += 1;
    if (begins[at] === begins[at + 1]) orders += ways[at];
    for (let edge = begins[at]; edge < begins[at + 1]; edge += 1) {
      const to = targets[edge];
      ways[to] += ways[at];
      before[to] -= 1;
      if (before[to] === 0) ready.push(to);
    }
  }
  return counted === before.length ? orders : Number.POSITIVE_INFINITY;
}
