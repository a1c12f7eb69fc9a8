export { type Chance, chanceOf } from './chance';
export { type Counts, countsOf, OPENED } from './data';
export { checksums, type LoadOptions, loadShop } from './load';
export { QUERIES, type QueryName, type ShopQuery } from './queries';
export { type Operation, type WorkloadOptions, workload } from './workload';
export {
  changePrice,
  changeStatus,
  deleteOrder,
  type Order,
  placeOrder,
  putInCart,
  type ShopClient,
  updateStock,
  WRITES,
  type Write,
  type WriteName,
  writeReview,
} from './writes';
