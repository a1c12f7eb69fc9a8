import { historyTest } from './history-run';
import { memcachedPlace } from './places';

historyTest('on three nodes of Memcached that are killed, frozen, cut off and flushed', memcachedPlace, { seconds: 4 });
