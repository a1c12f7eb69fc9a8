/**
 * How an application read its link in version 1 of the contract. A frozen copy: it is never changed, and neither is what
 * it gets to read.
 */

export interface OldSettings {
  readonly host: string;
  readonly readHost: string;
  readonly port: number;
  readonly tls: boolean;
  readonly cluster: boolean;
  readonly auth: string;
  readonly user?: string;
  readonly secretArn?: string;
  readonly keyPrefix: string;
}

export function fromEnvironment(environment: { readonly [name: string]: string | undefined }, connection = 'CACHE') {
  return settings((field) => environment[`CACHE_TIER_${connection}_${field.toUpperCase().replace(/-/g, '_')}`]);
}

export function fromParameter(json: string) {
  const link = JSON.parse(json);
  return settings((field) => link[field]);
}

function settings(read: (field: string) => string | undefined): OldSettings {
  const host = read('endpoint');
  if (Number(read('version')) < 1 || host === undefined) throw new Error('no link');
  return {
    host,
    readHost: read('reader-endpoint') ?? host,
    port: Number(read('port')),
    tls: read('tls') === 'true',
    cluster: read('cluster-mode') === 'true',
    auth: read('auth') ?? 'none',
    user: read('user'),
    secretArn: read('secret-arn'),
    keyPrefix: read('key-prefix') ?? '',
  };
}
