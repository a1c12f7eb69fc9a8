import { SLOTS } from './cluster-slot';
import type { Connect, Connection } from './connection';
import { isStaleMap } from './driver-error';
import { type Address, serverName } from './driver-options';
import { parseSlots, type SlotRange } from './slot-map';

const DEFAULTS = {
  /** Between two looks at the map, at least. */
  refreshMinMs: 50,
  /** Between two looks while a primary cannot be reached, or a slot has no owner. */
  unsettledMs: 250,
  /** A node that does not answer is left aside. */
  replyMs: 1000,
} as const;

/** The primaries of a cluster, with a connection to each, and who owns which slot. */
export class ClusterTopology {
  private owners: readonly (Connection | undefined)[] = new Array(SLOTS).fill(undefined);
  private readonly connections = new Map<string, Connection>();
  private readonly addresses = new Map<Connection, Address>();
  /** To the configuration endpoint, while no primary can be asked. */
  private seed: Connection | undefined;
  private refreshing = false;
  private refreshedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private due = Number.POSITIVE_INFINITY;
  private hint: Connection | undefined;
  private closed = false;
  private readonly leaving = new Set<Promise<void>>();

  public constructor(
    private readonly connect: Connect,
    private readonly endpoint: Address,
    private readonly onChange: (server: string, up: boolean) => void,
  ) {
    this.plant();
  }

  public ownerOf(slot: number): Connection | undefined {
    return this.owners[slot];
  }

  public connectionTo(server: string): Connection | undefined {
    return this.connections.get(server);
  }

  public servers(): readonly string[] {
    return [...this.connections.keys()];
  }

  public async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.owners = [];
    for (const connection of [...this.connections.values(), this.seed]) this.leave(connection);
    await Promise.all(this.leaving);
  }

  /** Asks for the map soon: `hint` first, as who sends a redirect knows the owner. */
  private refreshWithin(ms: number, hint?: Connection): void {
    this.hint = hint ?? this.hint;
    if (this.closed) return;
    const now = performance.now();
    const due = Math.max(now + ms, this.refreshedAt + DEFAULTS.refreshMinMs);
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.refresh(), due - now);
    this.timer.unref();
  }

  private async refresh(): Promise<void> {
    this.due = Number.POSITIVE_INFINITY;
    if (this.refreshing) return this.refreshWithin(DEFAULTS.refreshMinMs);
    this.refreshing = true;
    this.refreshedAt = performance.now();
    const ranges = await this.ask();
    this.refreshing = false;
    if (this.closed) return;
    if (ranges.length > 0) this.apply(ranges);
    if (!this.settled()) this.refreshWithin(DEFAULTS.unsettledMs);
  }

  /** The map that the first node gives which can be asked; empty if there is none. */
  private async ask(): Promise<readonly SlotRange[]> {
    const nodes = [this.hint, ...shuffled([...this.connections.values()]), this.seed];
    this.hint = undefined;
    for (const node of nodes) {
      if (node?.isUp) {
        const ranges = parseSlots(await within(node.slots(), DEFAULTS.replyMs), this.addresses.get(node)!);
        if (ranges.length > 0) return ranges;
      }
    }
    this.plant();
    return [];
  }

  private apply(ranges: readonly SlotRange[]): void {
    const owners: (Connection | undefined)[] = new Array(SLOTS).fill(undefined);
    const named = new Set(ranges.map(({ owner }) => serverName(owner)));
    for (const { from, to, owner } of ranges) owners.fill(this.primary(owner), from, to + 1);
    this.owners = owners;
    for (const [server, connection] of this.connections) {
      if (!named.has(server)) {
        this.connections.delete(server);
        if (connection.isUp) this.onChange(server, false);
        this.leave(connection);
      }
    }
    if (this.seed !== undefined && [...this.connections.values()].some(({ isUp }) => isUp)) this.uproot();
  }

  private primary(address: Address): Connection {
    const server = serverName(address);
    const known = this.connections.get(server);
    if (known !== undefined) return known;
    const connection: Connection = this.connect({
      address,
      onChange: (up) => {
        if (this.connections.get(server) === connection) this.onChange(server, up);
        // Once it is up, the seed is of no more use; once it is down, somebody else may own its slots.
        this.refreshWithin(up ? 0 : DEFAULTS.refreshMinMs);
      },
      onReplyError: (error) => {
        if (isStaleMap(error)) this.refreshWithin(0, connection);
      },
    });
    this.connections.set(server, connection);
    this.addresses.set(connection, address);
    return connection;
  }

  private plant(): void {
    if (this.seed !== undefined || this.closed) return;
    this.seed = this.connect({
      address: this.endpoint,
      anyRole: true,
      onChange: (up) => {
        if (up) this.refreshWithin(0);
      },
    });
    this.addresses.set(this.seed, this.endpoint);
  }

  private uproot(): void {
    this.leave(this.seed);
    this.seed = undefined;
  }

  private settled(): boolean {
    return this.owners.length === SLOTS && this.seed === undefined && !this.owners.some((owner) => !owner?.isUp);
  }

  private leave(connection: Connection | undefined): void {
    if (connection === undefined) return;
    this.addresses.delete(connection);
    const left = connection.close().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const from = Math.floor(Math.random() * items.length);
  return [...items.slice(from), ...items.slice(0, from)];
}

/** What a promise gives; undefined if it fails, or not in time. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    timer.unref();
    promise.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
