/**
 * What infrastructure and application agree on. It is versioned, and only ever grows: an application that was built
 * against an older version works with a newer construct. It imports nothing.
 */

/** The version of this contract. */
export const LINK_VERSION = 1;

/** What an application can be told of a cache. The value of each is the last part of its parameter's name. */
export enum LinkField {
  /** The host to connect to. */
  ENDPOINT = 'endpoint',
  /** The host to read from; it may lag behind. */
  READER_ENDPOINT = 'reader-endpoint',
  /** The port, the same for both. */
  PORT = 'port',
  /** The security group that lets clients in. */
  SECURITY_GROUP = 'security-group',
  /** The ARN of the cache. */
  ARN = 'arn',
}

/**
 * The name of the SSM parameter that holds a field.
 *
 * @param cache the name under which the cache is published, such as the name of its stack
 * @param field what the parameter holds
 */
export function linkParameterName(cache: string, field: LinkField): string {
  return `/cache-tier/${cache}/${field}`;
}
