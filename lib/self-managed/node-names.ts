import { Names, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MEMCACHED_PORT } from './memcached-command';

/** The name of a node in its domain. Keys belong to names: these never change. */
export function nodeName(index: number): string {
  return `node-${index + 1}`;
}

/** Where the nodes are found, in the order of their names. */
export function nodeHosts(domainName: string, nodes: number): string[] {
  return Array.from({ length: nodes }, (_, index) => `${nodeName(index)}.${domainName}`);
}

/** The nodes as a link names them: `host:port,host:port`. */
export function nodeList(hosts: readonly string[]): string {
  return hosts.map((host) => `${host}:${MEMCACHED_PORT}`).join(',');
}

/** A name for the domain of a cache. Two of one name cannot be in a VPC. */
export function ownDomainName(scope: Construct): string {
  return `${Names.uniqueResourceName(scope, { maxLength: 40, separator: '-' }).toLowerCase()}.internal`;
}

const DOMAIN = /^(?=.{1,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** Whether names of nodes can stand in this domain. */
export function isDomainName(name: string): boolean {
  return Token.isUnresolved(name) || DOMAIN.test(name);
}
