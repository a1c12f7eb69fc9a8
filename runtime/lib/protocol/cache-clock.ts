import { performance } from 'node:perf_hooks';

/** How often the clock of a server is asked, in milliseconds. */
const AGAIN_MS = 60_000;

/**
 * The clocks of the servers of the cache, by an offset to the monotonic clock of this process. Hosts disagree on the time
 * of day; what two of them compare has to come from one clock.
 */
export class CacheClock {
  private readonly offsets = new Map<string, { readonly offset: number; readonly at: number }>();
  private readonly asking = new Set<string>();

  public constructor(private readonly time: (server: string) => Promise<number>) {}

  /** The time at a server in milliseconds; undefined as long as it is not known. It is asked in the background. */
  public now(server: string): number | undefined {
    const known = this.offsets.get(server);
    const here = performance.now();
    if (!known || here - known.at > AGAIN_MS) void this.ask(server);
    return known && here + known.offset;
  }

  /** Asks a server for its time; what fails is asked again when it is needed. */
  public async ask(server: string): Promise<void> {
    if (this.asking.has(server)) return;
    this.asking.add(server);
    try {
      const time = await this.time(server);
      const received = performance.now();
      // The server is this far at least: what has to be past there is not taken for past too early.
      this.offsets.set(server, { offset: time - received, at: received });
    } catch {
      // Until it is known, entries live as long as the server lets them.
    } finally {
      this.asking.delete(server);
    }
  }
}
