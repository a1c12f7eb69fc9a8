import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate for `localhost`, and the authority that signed it, as PEM text. */
export interface Certificate {
  readonly ca: string;
  readonly caKey: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes an authority and the certificate that it signed; servers of one cluster share one.
 *
 * @param addresses for which it is too, beside `localhost` and 127.0.0.1
 */
export async function makeCertificate(addresses: readonly string[] = []): Promise<Certificate> {
  const kind = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(Date.now() - 3_600_000) } as const;
  const ca = await generate([{ name: 'commonName', value: 'cache-tier tests' }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...kind,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      // The nodes of a cluster are each other's clients.
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { ca: ca.cert, caKey: ca.private, cert: server.cert, key: server.private };
}

export function writeCertificate(folder: string, { ca, caKey, cert, key }: Certificate): void {
  writeFileSync(join(folder, 'ca.pem'), ca);
  writeFileSync(join(folder, 'ca.key'), caKey, { mode: 0o600 });
  writeFileSync(join(folder, 'server.pem'), cert);
  writeFileSync(join(folder, 'server.key'), key, { mode: 0o600 });
}
