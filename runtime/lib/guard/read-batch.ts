import type { Reading } from '../drivers/driver';

/**
 * The keys of one group that are read in one tick: one command for all callers, and each key once. Whoever joins does so
 * before the command is sent, so it never sees values from before its own start.
 */
export class ReadBatch {
  public readonly keys: string[] = [];
  public readonly reading: Promise<Reading>;
  private readonly places = new Map<string, number>();
  private readonly made: unknown[] = [];
  private values: Reading | undefined;
  private finish!: (reading: Reading) => void;
  private abort!: (error: unknown) => void;

  public constructor() {
    this.reading = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.abort = reject;
    });
  }

  /** The place of a key in this batch. */
  public add(key: string): number {
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.keys.push(key) - 1;
      this.places.set(key, place);
    }
    return place;
  }

  public resolve(reading: Reading): void {
    this.values = reading;
    this.finish(reading);
  }

  public reject(error: unknown): void {
    // Each caller awaits it; one that ended before that must not end the process.
    this.reading.catch(() => undefined);
    this.abort(error);
  }

  public value(place: number): Buffer | null {
    return this.values!.values[place]!;
  }

  /** What is made of a value, once for all callers: many of them ask for the same versions. It is always the same call. */
  public once<T>(place: number, make: (value: string | null, generation: string) => T): T {
    const known = this.made[place];
    if (known !== undefined) return known as T;
    const { values, generation } = this.values!;
    const value = values[place]!;
    // Versions are short, and plain.
    const made = make(value === null ? null : value.toString('latin1'), generation);
    this.made[place] = made;
    return made;
  }

  /** A value as text, for who asks for it once. */
  public text(place: number): string | null {
    return this.values!.values[place]?.toString('latin1') ?? null;
  }

  public get generation(): string {
    return this.values!.generation;
  }
}
