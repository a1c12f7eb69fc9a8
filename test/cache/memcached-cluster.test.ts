import { clusterOf } from './memcached-given';

test('a node keeps its zone when others are added', () => {
  const zones = (nodes: number) => clusterOf({ nodes }).PreferredAvailabilityZones;
  expect(zones(3)).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1a']);
  expect(zones(5).slice(0, 3)).toEqual(zones(3));
});
