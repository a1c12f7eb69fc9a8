import type { SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import type { CfnPrivateDnsNamespace, PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { CfnResource, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib/core';
import { knownVpc } from '../network/known-vpc';
import { privateSubnets } from '../network/private-subnets';
import { closedSubnets } from '../network/service-reach';
import { selectionProblems } from '../rotation/rotation-problems';
import { isDomainName } from './node-names';
import { DEFAULT_USER, type SaslMemcachedSettings } from './sasl-memcached-defaults';
import type { SaslMemcachedProps } from './sasl-memcached-props';

const PULL_PAGE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html';
const NAMESPACE_PAGE = 'https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html';
const ITEM_PAGE = 'https://docs.memcached.org/serverguide/configuring/';

/** Each node is a service, and the function that rotates the password has the names of all in its environment, of 4 KB. */
const MOST_NODES = 20;

/** A task may have 65,535 files open, and memcached needs some beside its connections. */
const MOST_CONNECTIONS = 60_000;

/** What is wrong with the properties, each by itself and together. */
export function propertyProblems(props: SaslMemcachedSettings): string[] {
  return [
    ...numberProblems('nodes', props.nodes, MOST_NODES),
    ...numberProblems('maxConnections', props.maxConnections, MOST_CONNECTIONS),
    ...itemProblems(props),
    ...userProblems(props.user),
    ...domainProblems(props),
    ...certificateProblems(props),
  ];
}

/** The subnets of the nodes, and what is wrong with them. */
export function nodeSubnets({ vpc, vpcSubnets }: SaslMemcachedProps) {
  const found = privateSubnets(vpc, vpcSubnets, 'a node has no public address, and reaches nothing from there');
  const none = found.subnets === undefined ? [] : selectionProblems(found.subnets);
  return { ...found, problems: [...found.problems, ...none] };
}

/** What is wrong with subnets from which the official image cannot be pulled; asked at synthesis, when routes are known. */
export function pullProblems({ vpc, image }: SaslMemcachedProps, subnets: SelectedSubnets): string[] {
  const closed = image === undefined ? closedSubnets(vpc, subnets) : [];
  if (closed.length === 0) return [];
  const paths = closed.map(({ node }) => node.path).join(', ');
  return [
    `'vpcSubnets' needs a way to the public ECR, which has no VPC endpoint, got subnets without one (${paths}); choose subnets with a way out, or set image to one of a private repository, such as of a pull through cache (${PULL_PAGE})`,
  ];
}

/** What is wrong with a domain that another namespace has; asked at synthesis, when every namespace of the app is known. */
export function namespaceProblems({ node }: PrivateDnsNamespace): string[] {
  const own = node.defaultChild as CfnPrivateDnsNamespace;
  return node.root.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType }) => cfnResourceType === own.cfnResourceType)
    .filter((other) => other !== own && isSameNamespace(own, other as CfnPrivateDnsNamespace))
    .map(
      (other) =>
        `'domainName' needs a name that no other namespace in the VPC has, got '${own.name}', the name of ${other.node.path} too; choose another one (${NAMESPACE_PAGE})`,
    );
}

function isSameNamespace(one: CfnPrivateDnsNamespace, other: CfnPrivateDnsNamespace): boolean {
  const vpc = knownVpc(one.vpc);
  return one.name === other.name && vpc !== undefined && vpc !== LOOKED_UP_LATER && vpc === knownVpc(other.vpc);
}

/** Before the CDK has asked the account for a VPC, it makes the template once with this id for every one. */
const LOOKED_UP_LATER = 'vpc-12345';

function numberProblems(name: string, value: number, most: number): string[] {
  if (Token.isUnresolved(value)) return [`'${name}' needs a number, got a token; write the number`];
  if (Number.isInteger(value) && value >= 1 && value <= most) return [];
  return [`'${name}' needs a whole number from 1 to ${most}, got ${value}; choose one`];
}

function itemProblems({ maxItemSize, size }: SaslMemcachedSettings): string[] {
  if (maxItemSize.isUnresolved()) return [`'maxItemSize' needs a size, got a token; write Size.mebibytes(1)`];
  const kibibytes = kibibytesOf(maxItemSize);
  const most = Math.min(1024 * 1024, size.itemMemoryMiB * 512);
  if (Number.isInteger(kibibytes) && kibibytes >= 1 && kibibytes <= most) return [];
  return [
    `'maxItemSize' needs whole KiB from 1 to ${most}, half of the memory for items, got ${kibibytes}; set maxItemSize: Size.mebibytes(1), or a larger size (${ITEM_PAGE})`,
  ];
}

/** A size in KiB, which may be a fraction. */
export function kibibytesOf(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
}

function userProblems(user: string): string[] {
  if (Token.isUnresolved(user) || /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(user)) return [];
  return [
    `'user' needs 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit, got '${user}'; write it as '${DEFAULT_USER}'`,
  ];
}

function domainProblems({ domainName, certificate }: SaslMemcachedProps): string[] {
  if (domainName === undefined) {
    if (certificate === undefined) return [];
    return [
      "'domainName' needs to be said with 'certificate', got none: the certificate is for names in it; set it to the domain for which the certificate is, such as 'cache.example.internal'",
    ];
  }
  if (isDomainName(domainName)) return [];
  return [
    `'domainName' needs at least two labels of lower-case letters, digits and hyphens, got '${domainName}'; write it as 'cache.example.internal'`,
  ];
}

/** The text of an authority stands in an environment of 4 KB. */
const LONGEST_CA = 2048;

function certificateProblems({ certificate, caCertificate }: SaslMemcachedProps): string[] {
  if (caCertificate === undefined) return [];
  if (certificate === undefined) {
    return ["'caCertificate' needs 'certificate', got it alone; leave it out, or give the certificate that it signed"];
  }
  if (Token.isUnresolved(caCertificate)) return [];
  if (caCertificate.includes('-----BEGIN CERTIFICATE-----') && caCertificate.length <= LONGEST_CA) return [];
  return [
    `'caCertificate' needs the PEM text of one certificate, at most ${LONGEST_CA} characters, got ${caCertificate.length} characters; give the root alone`,
  ];
}
