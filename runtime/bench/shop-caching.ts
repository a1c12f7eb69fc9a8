import type { WrapOptions } from '../lib/pg/cache-policy';

/** What the shop caches, and what its functions and triggers write. */
export const SHOP_CACHING: WrapOptions = {
  rules: [
    {
      tables: ['products', 'categories', 'product_ratings', 'inventory', 'reviews', 'carts', 'cart_items'],
      ttl: '10m',
    },
    { tables: ['orders', 'order_items', 'customers', 'payments', 'product_sales'], ttl: '10m' },
  ],
  // Everybody who connects here may see all tenants.
  tenantKey: () => 'all',
  functions: {
    change_price: { writes: ['products', 'product_prices'] },
    keep_rating: { writes: ['product_ratings'] },
    log_status: { writes: ['events'] },
  },
};
