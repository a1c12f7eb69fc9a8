import { Stack } from 'aws-cdk-lib/core';
import { LinkField } from 'cache-tier/link';
import { connect } from '../../lib/connect/connect';
import { publishLink } from '../../lib/connect/published-link';
import { cacheIn, functionIn } from './connect-given';

const settings = { [LinkField.TTL]: '60', [LinkField.ENDPOINT]: 'elsewhere' };

test('settings join the link, and never say otherwise than the cache', () => {
  const stack = new Stack();
  const cache = cacheIn(stack);
  const { link, environment } = connect(cache, functionIn(stack), { settings });
  expect(link[LinkField.TTL]).toBe('60');
  expect(link[LinkField.ENDPOINT]).toBe(cache.link[LinkField.ENDPOINT]);
  expect(environment.CACHE_TIER_CACHE_TTL).toBe('60');
});

test('settings are published with the link', () => {
  const { link } = publishLink(cacheIn(new Stack()), { settings });
  expect(link[LinkField.TTL]).toBe('60');
});
