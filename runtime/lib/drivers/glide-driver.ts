import { loadPeer } from './client-peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { glideSessions } from './glide-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over Valkey GLIDE. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached. Of the options of TLS it can pass on `ca` alone.
 *
 * @throws DriverError with code `ERR_CACHE_TIER_PEER` if @valkey/valkey-glide is not installed, and
 * `ERR_CACHE_TIER_OPTION` for an option that it cannot pass on
 */
export function glideDriver(options: DriverOptions): CacheDriver {
  const name = '@valkey/valkey-glide';
  const glide = loadPeer(name, () => require('@valkey/valkey-glide') as typeof import('@valkey/valkey-glide'));
  return routedDriver(glideSessions(glide, options), options);
}
