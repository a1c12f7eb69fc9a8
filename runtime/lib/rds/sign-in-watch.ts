import type { Socket } from 'node:net';

/** How long somebody waits for the outcome of another connection, in milliseconds. */
const OUTCOME_MS = 250;

/** The settings of one connection of mysql2, and the pool that it is for. */
export interface ConnectionSettings {
  password?: string;
  readonly pool?: {
    on(event: 'connection', listener: (connection: { readonly config?: object }) => void): unknown;
  };
}

/**
 * Finds out which connections of mysql2 were refused. Their pool tells of those that have signed in. Of the others it
 * tells the caller alone, who may try again before the connection has ended by which it is seen here.
 */
export class SignInWatch {
  private readonly pools = new WeakSet<object>();
  /** What is to be done when the outcome is known, for connections that the server has greeted. */
  private readonly doubtful = new Map<object, () => void>();
  private readonly waiting = new Set<() => void>();

  /** @param refused is called if the connection ends before it has signed in */
  public add(settings: ConnectionSettings, socket: Socket, refused: () => void): void {
    const { pool } = settings;
    // A connection without a pool tells nobody that it has signed in.
    if (!pool) return;
    if (!this.pools.has(pool)) {
      this.pools.add(pool);
      pool.on('connection', ({ config }) => config && this.end(config));
    }
    socket.once('data', () => this.doubtful.set(settings, refused));
    socket.once('close', () => {
      this.doubtful.get(settings)?.();
      this.end(settings);
    });
  }

  /** Waits for an outcome if there are connections in doubt: the one that it is asked for may be a second attempt. */
  public async outcome(): Promise<void> {
    if (this.doubtful.size === 0) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, OUTCOME_MS);
      this.waiting.add(go);
    });
  }

  private end(settings: object): void {
    if (!this.doubtful.delete(settings)) return;
    for (const go of [...this.waiting]) go();
  }
}
