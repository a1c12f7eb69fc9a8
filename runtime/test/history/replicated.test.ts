import { historyTest } from './history-run';
import { replicatedPlace } from './places';

historyTest('over a primary and a replica that takes its place', replicatedPlace, { seconds: 4, faultEvery: 1_200 });
