import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { App } from 'aws-cdk-lib/core';
import { rulesBetween } from '../../lib/network/security-group-rules';
import { cacheIn, imported, stackIn } from '../rotation/rotation-given';

function groupIn(scope = stackIn(), id = 'Client') {
  return new SecurityGroup(scope, id, { vpc: imported(scope, 'private', `${id}Network`), allowAllOutbound: false });
}

const paths = (rules: ReturnType<typeof rulesBetween>) => rules.map(({ node }) => node.path);

describe('the rules between a client and a peer', () => {
  test('are one of each side', () => {
    const scope = stackIn();
    const client = groupIn(scope);
    const cache = cacheIn(scope, imported(scope, 'private'));
    client.connections.allowToDefaultPort(cache);
    expect(paths(rulesBetween(client.connections, cache.connections))).toEqual([
      'Stack/Client/to StackCacheDE0B8CCF:6379',
      'Stack/Cache/from StackClient662492C1:6379',
    ]);
  });

  test('stand in the stack of the client where the peer is in another', () => {
    const app = new App();
    const peers = stackIn(app, 'Peers');
    const cache = cacheIn(peers, imported(peers, 'private'));
    const client = groupIn(stackIn(app));
    client.connections.allowToDefaultPort(cache);
    const rules = paths(rulesBetween(client.connections, cache.connections));
    expect(rules).toHaveLength(2);
    for (const rule of rules) expect(rule).toMatch(/^Stack\/Client\//);
  });

  test('are not those of others', () => {
    const scope = stackIn();
    const client = groupIn(scope);
    const cache = cacheIn(scope, imported(scope, 'private'));
    groupIn(scope, 'Other').connections.allowToDefaultPort(cache);
    client.connections.allowTo(groupIn(scope, 'Third'), Port.tcp(1));
    expect(rulesBetween(client.connections, cache.connections)).toEqual([]);
  });
});
