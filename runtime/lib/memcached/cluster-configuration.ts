import { isIPv6 } from 'node:net';
import { DriverError } from '../drivers/driver-error';

/** One node of a Memcached cluster, as the cluster names it. */
export interface ClusterNode {
  /** The name to connect to, and to look for in its certificate. */
  readonly host: string;
  /** Its address inside of the VPC, if the cluster told one. */
  readonly address?: string;
  readonly port: number;
}

/** The answer to `config get cluster`. */
export interface ClusterConfiguration {
  /** Grows with each change of the nodes. */
  readonly version: number;
  readonly nodes: readonly ClusterNode[];
}

/** How much of an answer an error shows. */
const SHOWN = 200;

/**
 * Reads the answer to `config get cluster`, or to the older `get AmazonElastiCache:cluster`: as it came, or without the
 * lines around it (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoDiscovery.AddingToYourClientLibrary.html).
 * It is a line with the version, and one with `host|address|port` for each node; the address may be left out.
 *
 * @throws DriverError ERR_CACHE_TIER_REPLY if any part of it cannot be read: half a list would move keys
 */
export function parseConfiguration(reply: string): ClusterConfiguration {
  const fail = (problem: string): never => {
    const shown = JSON.stringify(reply.length > SHOWN ? `${reply.slice(0, SHOWN)}...` : reply);
    const message = `the configuration of the cluster cannot be read: ${problem}, in ${shown}`;
    throw new DriverError('ERR_CACHE_TIER_REPLY', message);
  };
  const lines = reply
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (/^(CONFIG|VALUE) /.test(lines[0] ?? '')) lines.shift();
  if (lines.at(-1) === 'END') lines.pop();
  const [version = '', ...rest] = lines;
  if (!/^\d{1,15}$/.test(version)) return fail(`needs a version, got '${version.slice(0, SHOWN)}'`);
  const nodes = rest.flatMap((line) => line.split(/\s+/)).map((node) => nodeOf(node) ?? fail(`'${node}' is no node`));
  if (nodes.length === 0) return fail('it names no node');
  return { version: Number(version), nodes };
}

/** `host|address|port`; either of the first two may be empty. */
function nodeOf(text: string): ClusterNode | undefined {
  const [host = '', address = '', port = '', ...more] = text.split('|');
  if (more.length > 0 || !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const [name, place] = [withoutBrackets(host), withoutBrackets(address)];
  if (![name, place].every((part) => part === '' || isIPv6(part) || /^[\w.-]+$/.test(part))) return undefined;
  if (name === '' && place === '') return undefined;
  return { host: name || place, ...(place !== '' && { address: place }), port: Number(port) };
}

function withoutBrackets(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}
