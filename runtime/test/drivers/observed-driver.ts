import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { CacheDriver, Reading } from '../../lib/drivers/driver';
import type { DriverOptions } from '../../lib/drivers/driver-options';

export type MakeDriver = (options: DriverOptions) => CacheDriver;

/** A driver, and what it told. */
export interface Observed {
  readonly driver: CacheDriver;
  readonly errors: Error[];
  /** Resolves when a condition holds; it is looked at when anything changes or fails. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves when all servers can be used, of which there is one at least. */
  up(): Promise<void>;
  down(): Promise<void>;
  /** Reads a key until there is an answer. */
  readAgain(key: string): Promise<Reading>;
}

/** The rights of the runtime's user, and no more. */
export const RIGHTS = [
  'reset',
  'on',
  '>first',
  '~app:*',
  '~v:*',
  ...['mget', 'get', 'set', 'unlink', 'eval', 'evalsha', 'info', 'time', 'ping'].map((command) => `+${command}`),
  '+hello',
  '+auth',
  '+cluster|slots',
];

/** Makes drivers that end with the test. */
export function driverFactory(make: MakeDriver): (options: Partial<DriverOptions> & { port: number }) => Observed {
  const made = new Set<CacheDriver>();
  afterEach(async () => {
    await Promise.all([...made].map((driver) => driver.close()));
    made.clear();
  });
  return (options) => {
    const errors: Error[] = [];
    const checks = new Set<() => void>();
    const check = () => {
      for (const one of checks) one();
    };
    const driver = make({
      host: 'localhost',
      clusterMode: false,
      reconnectMinMs: 10,
      reconnectMaxMs: 50,
      ...options,
      onError: (error) => {
        errors.push(error);
        check();
      },
    });
    made.add(driver);
    driver.onChange(check);
    const until = (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const one = () => {
          if (!condition()) return;
          checks.delete(one);
          clearInterval(timer);
          resolve();
        };
        // The map of a cluster changes without an event.
        const timer = setInterval(one, 10);
        checks.add(one);
        one();
      });
    const servers = () => driver.servers();
    return {
      driver,
      errors,
      until,
      up: () => until(() => servers().length > 0 && servers().every((server) => driver.isUp(server))),
      readAgain: async (key) => {
        for (;;) {
          const reading = await driver.read([key]).catch(() => undefined);
          if (reading !== undefined) return reading;
          await pause(10);
        }
      },
      down: () => until(() => !servers().some((server) => driver.isUp(server))),
    };
  };
}

export const trust = (caFile: string) => ({ ca: readFileSync(caFile) });

/** What a server says of itself. */
export async function replid(server: { command(...args: string[]): Promise<unknown> }): Promise<string> {
  return /master_replid:(\w+)/.exec(`${await server.command('INFO', 'replication')}`)![1];
}
