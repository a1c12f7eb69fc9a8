import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import { driverContract } from './driver-contract';

driverContract({ make: ioredisDriver, file: 'ioredis-driver.ts', factory: 'ioredisDriver' });
