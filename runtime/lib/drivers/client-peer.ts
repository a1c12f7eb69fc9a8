import { DriverError } from './driver-error';

/**
 * Loads a client library when a driver is made, so that an application needs the one that it uses only.
 *
 * @throws DriverError with code `ERR_CACHE_TIER_PEER` if it is not installed
 */
export function loadPeer<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // An installed library may lack a package of its own, which is another trouble.
    if (code !== 'MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) throw cause;
    throw new DriverError('ERR_CACHE_TIER_PEER', `${name} is not installed; run: npm install ${name}`, { cause });
  }
}
