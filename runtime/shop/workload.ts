import { chanceOf } from './chance';
import { countsOf } from './data';
import { QUERIES, type QueryName } from './queries';
import { WRITES, type Write, type WriteName } from './writes';

/** One thing that somebody does in the shop. */
export type Operation =
  | { readonly kind: 'read'; readonly name: QueryName; readonly text: string; readonly values: unknown[] }
  | { readonly kind: 'write'; readonly name: WriteName; readonly run: Write };

export interface WorkloadOptions {
  /** The scale that the shop was loaded with. @default 1 */
  readonly scale?: number;
  /** The share of writes, from 0 to 1. @default 0.05 */
  readonly writes?: number;
}

/** How often each is done, against the others. */
const READ_WEIGHTS: Readonly<Record<QueryName, number>> = {
  productPage: 35,
  productById: 20,
  categoryListing: 15,
  latestReviews: 8,
  search: 6,
  cartContents: 6,
  orderHistory: 5,
  stock: 3,
  topProducts: 1,
  reportByMonth: 1,
};
const WRITE_WEIGHTS: Readonly<Record<WriteName, number>> = {
  placeOrder: 30,
  putInCart: 25,
  updateStock: 20,
  writeReview: 10,
  changeStatus: 8,
  changePrice: 5,
  deleteOrder: 2,
};

/** An endless load, read-mostly and with favourites; the same seed gives the same operations. */
export function* workload(
  seed: number,
  { scale = 1, writes = 0.05 }: WorkloadOptions = {},
): Generator<Operation, never> {
  const chance = chanceOf(seed);
  const counts = countsOf(scale);
  for (let nth = 1; ; nth += 1) {
    if (chance.next() < writes) {
      const name = weighted(WRITE_WEIGHTS, chance.next());
      yield { kind: 'write', name, run: WRITES[name](chance, counts, nth) };
    } else {
      const name = weighted(READ_WEIGHTS, chance.next());
      const { text, values } = QUERIES[name];
      yield { kind: 'read', name, text, values: values(chance, counts) };
    }
  }
}

function weighted<Name extends string>(weights: Readonly<Record<Name, number>>, at: number): Name {
  const rows = Object.entries(weights) as [Name, number][];
  let left = at * rows.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of rows) {
    left -= weight;
    if (left < 0) return name;
  }
  return rows[0][0];
}
