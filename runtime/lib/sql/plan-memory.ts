import type { Plan } from './plan';

/** Plans of one text, by search path. */
type PlansByPath = Map<string | undefined, Plan>;

/** How many search paths one text is remembered for. */
const PATHS = 16;

/**
 * Remembers the plans of a bounded number of texts. A text that is used stays: it stands in the young half, and the old
 * half is dropped when the young one is full. A hit in the young half moves nothing.
 */
export class PlanMemory {
  private young = new Map<string, PlansByPath>();
  private old = new Map<string, PlansByPath>();

  constructor(private readonly texts: number) {}

  public get(text: string): PlansByPath | undefined {
    const young = this.young.get(text);
    if (young !== undefined) return young;
    const old = this.old.get(text);
    if (old !== undefined) this.put(text, old);
    return old;
  }

  public add(text: string, path: string | undefined, plan: Plan): void {
    const known = this.get(text);
    if (known === undefined || known.size >= PATHS) this.put(text, new Map([[path, plan]]));
    else known.set(path, plan);
  }

  public clear(): void {
    this.young.clear();
    this.old.clear();
  }

  private put(text: string, plans: PlansByPath): void {
    if (this.young.size >= Math.max(1, this.texts / 2) && !this.young.has(text)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, plans);
  }
}
