import { historyTest } from './history-run';
import { clusterPlace } from './places';

historyTest('over three shards, whose replicas take their places', clusterPlace, { seconds: 4, faultEvery: 1_200 });
