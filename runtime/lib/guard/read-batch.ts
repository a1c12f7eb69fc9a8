import type { Reading } from '../drivers/driver';

/**
 * The keys of one group that are read in one tick: one command for all callers, and each key once. Whoever joins does so
 * before the command is sent, so it never sees values from before its own start.
 */
export class ReadBatch {
  public readonly keys: string[] = [];
  public readonly reading: Promise<Reading>;
  private readonly places = new Map<string, number>();
  private readonly texts: (string | null | undefined)[] = [];
  private values: Reading | undefined;
  private finish!: (reading: Reading) => void;
  private abort!: (error: unknown) => void;

  public constructor() {
    this.reading = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.abort = reject;
    });
    // Each caller awaits it; one that ended before that must not end the process.
    this.reading.catch(() => undefined);
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
    this.abort(error);
  }

  public value(place: number): Buffer | null {
    return this.values!.values[place]!;
  }

  /** A value as text, made once for all callers: versions are short, and many callers ask for the same ones. */
  public text(place: number): string | null {
    const known = this.texts[place];
    if (known !== undefined) return known;
    const value = this.values!.values[place]!;
    const text = value === null ? null : value.toString('latin1');
    this.texts[place] = text;
    return text;
  }

  public get generation(): string {
    return this.values!.generation;
  }
}
