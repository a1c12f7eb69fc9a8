import { KETAMA_WEIGHTED, type Ketama } from './ketama';

/** libmemcached leaves this port out of the label of a node. */
const DEFAULT_PORT = ':11211';

/**
 * Which node a key lies on: the same as with libmemcached and those that are compatible with it. A node that comes or goes
 * moves only the keys that it gets or had.
 */
export class HashRing {
  private readonly places: Uint32Array;
  private readonly owners: readonly string[];
  private readonly place: (key: string) => number;

  /**
   * @param names of the nodes, as `host:port`; at least one, in any order
   * @param ketama which of the rings of libmemcached
   */
  public constructor(names: readonly string[], ketama: Ketama = KETAMA_WEIGHTED) {
    if (names.length === 0) throw new RangeError('a ring needs a node');
    // Sorted: where two nodes have the same place, all clients agree on the owner.
    const points = [...names].sort().flatMap((name) => {
      const label = name.endsWith(DEFAULT_PORT) ? name.slice(0, -DEFAULT_PORT.length) : name;
      return ketama.places(label, names.length).map((place) => ({ place, name }));
    });
    points.sort((a, b) => a.place - b.place);
    this.places = Uint32Array.from(points, ({ place }) => place);
    this.owners = points.map(({ name }) => name);
    // The only node needs no hash.
    this.place = names.length === 1 ? () => 0 : ketama.place;
  }

  /** The node of a key: the next one on the ring. */
  public nodeOf(key: string): string {
    const { places, owners } = this;
    const place = this.place(key);
    let from = 0;
    let to = places.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (places[middle]! < place) from = middle + 1;
      else to = middle;
    }
    return owners[from === places.length ? 0 : from]!;
  }
}
