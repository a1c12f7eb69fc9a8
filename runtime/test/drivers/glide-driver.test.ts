import { glideDriver } from '../../lib/drivers/glide-driver';
import { driverContract } from './driver-contract';

driverContract({
  make: glideDriver,
  file: 'glide-driver.ts',
  factory: 'glideDriver',
  ordered: false,
  tells: false,
  allTlsOptions: false,
});
