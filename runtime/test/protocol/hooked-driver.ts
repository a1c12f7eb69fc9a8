import type { CacheDriver, Script } from '../../lib/drivers/driver';
import * as scripts from '../../lib/protocol/scripts';

/** A command on its way, by what the protocol means by it. */
export interface Call {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Decides when a command is sent, whether, and when its reply arrives. */
export type Hook = <T>(call: Call, send: () => Promise<T>) => Promise<T>;

export interface Hooks {
  hook: Hook;
  /** All that was asked of the driver so far. */
  readonly calls: Call[];
  /** Commands without a reply. */
  outstanding: number;
  /** How long a server took at most to say its time: by so much the clock of this process may be behind. */
  lagMs: number;
}

const NAMES = new Map(Object.entries(scripts).map(([name, { sha }]) => [sha, name.toLowerCase()]));

/** A driver whose network a test decides on. Without a hook it is the driver itself, and sends in the same order. */
export function hooked(driver: CacheDriver): { readonly driver: CacheDriver; readonly hooks: Hooks } {
  const hooks: Hooks = { hook: (_call, send) => send(), calls: [], outstanding: 0, lagMs: 0 };
  const pass = <T>(name: string, keys: readonly string[], send: () => Promise<T>): Promise<T> => {
    const call = { name, keys };
    hooks.calls.push(call);
    hooks.outstanding += 1;
    return hooks.hook(call, send).finally(() => {
      hooks.outstanding -= 1;
    });
  };
  const nameOf = ({ sha }: Script) => NAMES.get(sha) ?? 'script';
  const wrapped: CacheDriver = {
    groupOf: (key) => driver.groupOf(key),
    serverOf: (key) => driver.serverOf(key),
    isUp: (server) => driver.isUp(server),
    onChange: (listener) => driver.onChange(listener),
    servers: () => driver.servers(),
    close: () => driver.close(),
    read: (keys) => pass('read', keys, () => driver.read(keys)),
    set: (key, value, options) =>
      pass(options.ifAbsent ? 'lease' : 'set', [key], () => driver.set(key, value, options)),
    unlink: (keys) => pass('unlink', keys, () => driver.unlink(keys)),
    run: (script, keys, args) => pass(nameOf(script), keys, () => driver.run(script, keys, args)),
    probe: (server) => pass('probe', [], () => driver.probe(server)),
    time: async (server) => {
      const asked = performance.now();
      const time = await pass('time', [], () => driver.time(server));
      hooks.lagMs = Math.max(hooks.lagMs, performance.now() - asked);
      return time;
    },
  };
  return { driver: wrapped, hooks };
}

/** A promise that a test resolves, and one that tells when somebody waits for it. */
export class Gate {
  public readonly reached: Promise<void>;
  private arrive!: () => void;
  private release!: () => void;
  private readonly opened: Promise<void>;

  public constructor() {
    this.reached = new Promise((resolve) => {
      this.arrive = resolve;
    });
    this.opened = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  public open(): void {
    this.release();
  }

  public async pass(): Promise<void> {
    this.arrive();
    await this.opened;
  }
}
