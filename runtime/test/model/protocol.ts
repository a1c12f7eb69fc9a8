import { canonical } from './canonical';
import { type Configuration, DEFAULTS } from './configuration';
import { environmentSteps } from './environment';
import { type Exploration, explore, type Model } from './explore';
import { readerSteps } from './reader';
import { initial, type State } from './state';
import { writerSteps } from './writer';

/** The protocol between some readers, some writers, one cache and one database, as a graph. */
export function modelOf(config: Configuration): Model<State> {
  return {
    initial: initial(config),
    steps: (state) => [
      ...config.readers.flatMap((_, index) => readerSteps(state, config, index)),
      ...config.writers.flatMap((_, index) => writerSteps(state, config, index)),
      ...environmentSteps(state, config),
    ],
    name: (state) => canonical(state, config),
  };
}

/** Explores the protocol, with what the defaults do not have. */
export function check(changes: Partial<Configuration>): Exploration {
  return explore(modelOf({ ...DEFAULTS, ...changes }));
}
