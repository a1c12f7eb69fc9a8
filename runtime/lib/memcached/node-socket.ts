import { DriverError } from '../drivers/driver-error';
import { type Address, serverName } from '../drivers/driver-options';
import { type Attempt, Reconnector } from '../drivers/reconnector';
import type { MemcachedSession } from '../wire/memcached-session';
import type { NodeOptions } from './memcached-node';

/** One socket to a node, which is opened again for ever. The name of the node is resolved each time. */
export class NodeSocket extends Reconnector<MemcachedSession> {
  /** @param onChange told when there is another session, or none */
  public constructor(address: Address, options: NodeOptions, onChange: () => void) {
    const onError = (reason: NodeJS.ErrnoException) => {
      if (reason.code === 'ERR_CACHE_TIER_AUTHENTICATION') options.onAuthenticationError?.();
      options.onError?.(reason);
    };
    const open = (attempt: Attempt) => openNode(address, options, attempt);
    super({ server: serverName(address), open, onChange, onError }, options);
  }
}

async function openNode(address: Address, options: NodeOptions, attempt: Attempt): Promise<MemcachedSession> {
  const { open, tls } = options;
  const credential = options.credential?.();
  if (options.credential !== undefined && credential === undefined) {
    throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${serverName(address)} yet`);
  }
  return open({ ...attempt, address, tls, credential });
}
