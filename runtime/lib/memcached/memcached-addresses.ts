import { isIPv6 } from 'node:net';
import type { Address } from '../drivers/driver-options';
import { type Link, LinkError, LinkField } from '../link';

/** As text: a link has nothing else. */
const DEFAULT_PORT = '11211';

/**
 * Where the configuration endpoint of a link listens, or its only node.
 *
 * @throws LinkError if there is none, or its port is none
 */
export function linkedEndpoint(link: Link): Address {
  const { [LinkField.ENDPOINT]: host, [LinkField.PORT]: port = DEFAULT_PORT } = link;
  if (!host) throw new LinkError("a link needs an endpoint, but the field 'endpoint' is not set");
  return { host, port: portOf(port, LinkField.PORT) };
}

/**
 * The nodes that a link lists, `host:port,host:port`, with IPv6 addresses in brackets; undefined if it lists none, so that
 * the endpoint is asked who they are.
 *
 * @throws LinkError if any part of the list cannot be read: without one node, all keys would lie elsewhere
 */
export function linkedNodes(link: Link): readonly Address[] | undefined {
  const text = link[LinkField.NODES];
  if (!text) return undefined;
  const nodes = text.split(',').map((node) => addressOf(node.trim()));
  const names = nodes.map(({ host, port }) => `${host.toLowerCase()}:${port}`);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return nodes;
  throw new LinkError(`the field '${LinkField.NODES}' of a link needs each node once, got '${twice}' twice`);
}

function addressOf(node: string): Address {
  const [, address, name, port] = /^(?:\[([^\]]+)\]|([^:\s[\]]+)):(\w*)$/.exec(node) ?? [];
  const host = address ?? name;
  if (host === undefined || (address !== undefined && !isIPv6(address))) {
    throw new LinkError(
      `the field '${LinkField.NODES}' of a link needs 'host:port,host:port', with an IPv6 address in brackets, ` +
        `got '${node}' in it`,
    );
  }
  return { host, port: portOf(port!, LinkField.NODES) };
}

function portOf(port: string, field: LinkField): number {
  if (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return Number(port);
  throw new LinkError(`the field '${field}' of a link needs a port from 1 to 65535, got '${port}'`);
}
