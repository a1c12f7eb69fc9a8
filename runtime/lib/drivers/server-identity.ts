import { DriverError } from './driver-error';

/** What `INFO` says of a server. */
export interface ServerInfo {
  readonly role?: string;
  readonly master_replid?: string;
  readonly run_id?: string;
  readonly loading?: string;
}

/** The fields that matter of the text of `INFO`. */
export function parseInfo(text: string): ServerInfo {
  const field = (name: string) => new RegExp(`^${name}:([^\\r\\n]+)`, 'm').exec(text)?.[1];
  return {
    role: field('role'),
    master_replid: field('master_replid'),
    run_id: field('run_id'),
    loading: field('loading'),
  };
}

/**
 * The generation of a primary. One that tells neither id (a service behind a proxy may not) has an empty one: its
 * failover cannot be seen.
 *
 * @throws DriverError if it is no primary
 */
export function generationOf(info: ServerInfo, server: string): string {
  if (info.role !== 'master') {
    const found = info.role === undefined ? 'does not tell its role; its user needs +info' : `is a ${info.role}`;
    throw new DriverError('ERR_CACHE_TIER_REFUSED', `${server} has to be a primary, but ${found}`);
  }
  if (info.loading === '1') throw new DriverError('ERR_CACHE_TIER_REFUSED', `${server} is still loading its data`);
  return info.master_replid ?? info.run_id ?? '';
}
