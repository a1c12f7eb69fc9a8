import { peerProblem } from '../peers/peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { glideSessions } from './glide-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over Valkey GLIDE. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached. Of the options of TLS it can pass on `ca` alone.
 *
 * @throws MissingPeerError if @valkey/valkey-glide is not installed, and
 * DriverError with code `ERR_CACHE_TIER_OPTION` for an option that it cannot pass on
 */
export function glideDriver(options: DriverOptions): CacheDriver {
  const glide = loadGlide();
  return routedDriver(glideSessions(glide, options), options);
}

function loadGlide(): typeof import('@valkey/valkey-glide') {
  try {
    return require('@valkey/valkey-glide');
  } catch (cause) {
    throw peerProblem('@valkey/valkey-glide', "The client 'valkey-glide'", cause);
  }
}
