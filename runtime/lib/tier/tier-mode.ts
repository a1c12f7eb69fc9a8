import { AsyncLocalStorage } from 'node:async_hooks';
import type { Environment } from '../aws/environment';
import { type CacheTierOptions, type Mode, oneOf, TIER_DEFAULTS } from './tier-options';

/** The environment variable that says the mode. */
const MODE_VARIABLE = 'CACHE_TIER_MODE';

const MODES: readonly string[] = ['off', 'observe', 'verify', 'on'];

/** What the cache is used for now, and for whom it is not. */
export class TierMode {
  private mode: Mode;
  private readonly around = new AsyncLocalStorage<boolean>();

  /**
   * From the start it is what the options say, or else the environment.
   *
   * @throws CacheTierOptionError if that is no mode
   */
  public constructor({ mode }: CacheTierOptions, environment: Environment) {
    const said = mode === undefined ? environment[MODE_VARIABLE] : undefined;
    this.mode = said ? checked(said, `the variable ${MODE_VARIABLE}`) : checked(mode ?? TIER_DEFAULTS.mode);
  }

  public get now(): Mode {
    return this.mode;
  }

  /** @throws CacheTierOptionError if it is no mode */
  public change(mode: Mode): void {
    this.mode = checked(mode);
  }

  /** Runs a function whose reads, however deep, go to the database. */
  public freshly<R>(run: () => R): R {
    return this.around.run(true, run);
  }

  /** Whether such a function is running. */
  public get isFresh(): boolean {
    return this.around.getStore() === true;
  }

  /** Whether the cache may answer now. */
  public get reads(): boolean {
    return (this.mode === 'on' || this.mode === 'verify') && !this.isFresh;
  }
}

function checked(mode: string, source = "'mode'"): Mode {
  return oneOf(MODES, mode, source) as Mode;
}
