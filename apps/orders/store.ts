/** A product, as it is sold. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  /** An amount with two digits after the point. */
  readonly price: string;
  readonly stock: number;
}

/** A product that was asked for, and how old the answer is. */
export interface FoundProduct {
  readonly product: Product;
  /** When the database gave it, in milliseconds since the epoch. @default - the cache of this database keeps no time */
  readonly readAt?: number;
}

/** An order that was taken. */
export interface Order {
  readonly id: string;
  readonly productId: number;
  readonly quantity: number;
  readonly total: string;
}

/** Why an order was not taken. */
export type Refusal = 'no-such-product' | 'out-of-stock';

/** The database of a shop, behind its cache. */
export interface Store {
  /** Makes the tables and fills them, where they are not there. */
  setUp(): Promise<void>;
  counts(): Promise<{ readonly products: number; readonly orders: number }>;
  product(id: number): Promise<FoundProduct | undefined>;
  /** The first fifty of a category. */
  category(category: string): Promise<readonly Product[]>;
  /** Changes a price; false if there is no such product. */
  changePrice(id: number, price: string): Promise<boolean>;
  /** Takes an order, and its goods from the stock. */
  order(productId: number, quantity: number): Promise<Order | Refusal>;
  /** Whether an error says that the tables are not there. */
  lacksTables(error: unknown): boolean;
  close(): Promise<void>;
}

/** What the shop sells at first. */
export const CATEGORIES = ['books', 'games', 'garden', 'music'] as const;
/** How many products there are at first. */
export const PRODUCTS = 100;
