import { nodeRedisDriver } from '../../lib/drivers/node-redis-driver';
import { driverContract } from './driver-contract';

driverContract({ make: nodeRedisDriver, file: 'node-redis-driver.ts', factory: 'nodeRedisDriver' });
