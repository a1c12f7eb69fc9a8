import { type Chance, type Counts, chanceOf } from '../shop/shop';
import type { Application } from './application';

/** What customers met since somebody looked last. */
export interface Window {
  readonly seconds: number;
  readonly answers: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const CUSTOMERS = 8;
/** Staff changes a price this often, in milliseconds. */
const PRICE_EVERY_MS = 1000;

/** Customers who look at one page after the other, and staff that changes prices. */
export class Customers {
  private times: number[] = [];
  private failures = 0;
  private since = performance.now();
  private open = true;
  private readonly all: Promise<unknown>;

  public constructor(shop: Application, counts: Counts) {
    const customers = Array.from({ length: CUSTOMERS }, (_, nth) => this.browse(shop, counts, chanceOf(nth + 1)));
    this.all = Promise.all([...customers, this.changePrices(shop, counts, chanceOf(100))]);
  }

  /** What they met since the last call. */
  public window(): Window {
    const now = performance.now();
    const sorted = this.times.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
    const window = {
      seconds: (now - this.since) / 1000,
      answers: sorted.length,
      failures: this.failures,
      p50: at(0.5),
      p99: at(0.99),
    };
    this.times = [];
    this.failures = 0;
    this.since = now;
    return window;
  }

  /** Everybody goes, after the page that they are waiting for. */
  public readonly leave = async (): Promise<void> => {
    this.open = false;
    await this.all;
  };

  private async browse(shop: Application, counts: Counts, chance: Chance): Promise<void> {
    while (this.open) {
      const started = performance.now();
      try {
        await page(shop, counts, chance);
        this.times.push(performance.now() - started);
      } catch {
        this.failures += 1;
        // What fails at once must not keep the process from everything else.
        await new Promise(setImmediate);
      }
    }
  }

  private async changePrices(shop: Application, { products }: Counts, chance: Chance): Promise<void> {
    while (this.open) {
      await new Promise((resolve) => setTimeout(resolve, PRICE_EVERY_MS));
      try {
        await shop.changePrice(chance.popular(products), `${chance.upTo(500)}.99`);
      } catch {
        this.failures += 1;
      }
    }
  }
}

async function page(shop: Application, { products }: Counts, chance: Chance): Promise<unknown> {
  const kind = chance.next();
  if (kind < 0.6) return shop.productPage(chance.popular(products));
  if (kind < 0.8) return shop.category(chance.upTo(40));
  if (kind < 0.98) return shop.reviews(chance.popular(products));
  return shop.bestsellers();
}
