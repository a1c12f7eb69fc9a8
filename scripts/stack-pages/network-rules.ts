import { isObject, referencesIn } from './references';
import { type Properties, type StackTemplate, said } from './stack-template';

/** One rule of a security group. */
export interface NetworkRule {
  readonly direction: 'in' | 'out';
  readonly group: Peer;
  /** Who is let in, or where it may go. */
  readonly peer: Peer;
  readonly port: string;
}

/** A security group by its logical id or parameter, or addresses, or a group that is written out. */
export interface Peer {
  readonly id?: string;
  readonly text: string;
}

const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
/** The CDK writes it where nothing may leave, because CloudFormation lets everything leave where nothing is written. */
const NOWHERE = '255.255.255.255/32';
const PEERS = [
  'SourceSecurityGroupId',
  'DestinationSecurityGroupId',
  'SourcePrefixListId',
  'DestinationPrefixListId',
  'CidrIp',
  'CidrIpv6',
];

/** Every rule of every security group of a template. */
export function networkRules(template: StackTemplate): NetworkRule[] {
  return [...template.parts.values()].flatMap(({ id, type, properties }) => {
    if (type === INGRESS) return rule('in', peer(properties.GroupId, template), properties, template);
    if (type === EGRESS) return rule('out', peer(properties.GroupId, template), properties, template);
    if (type !== 'AWS::EC2::SecurityGroup') return [];
    const group = { id, text: template.parts.get(id)?.name ?? id };
    const { SecurityGroupIngress: ingress, SecurityGroupEgress: egress } = properties;
    return [
      ...list(ingress).flatMap((item) => rule('in', group, item, template)),
      // What EC2 allows a group about which nothing is said.
      ...(egress === undefined && !hasEgress(id, template)
        ? [{ direction: 'out' as const, group, peer: { text: '0.0.0.0/0' }, port: 'every port' }]
        : list(egress).flatMap((item) => rule('out', group, item, template))),
    ];
  });
}

/** Whether addresses are of everybody: outside of what RFC 1918 and RFC 4193 keep for private networks. */
export function isPublic({ id, text }: Peer): boolean {
  if (id !== undefined || !text.includes('/')) return false;
  return !/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(text);
}

/** The resources of a template, or its parameters, that a value names first. */
export function peer(value: unknown, template: StackTemplate): Peer {
  const [reference] = referencesIn(value);
  const known = reference !== undefined && !/Cidr/.test(reference.attribute ?? '');
  return { id: known ? reference.target : undefined, text: said(value, template) };
}

function rule(
  direction: NetworkRule['direction'],
  group: Peer,
  properties: Properties,
  template: StackTemplate,
): NetworkRule[] {
  const given = PEERS.find((property) => properties[property] !== undefined);
  if (given === undefined || properties[given] === NOWHERE) return [];
  return [{ direction, group, peer: peer(properties[given], template), port: portOf(properties, template) }];
}

function portOf({ IpProtocol, FromPort, ToPort }: Properties, template: StackTemplate): string {
  const protocol = String(IpProtocol);
  if (protocol === '-1') return 'every port';
  if (protocol.startsWith('icmp')) return 'ICMP';
  const [from, to] = [FromPort, ToPort].map((value) => saidPort(value, template));
  const ports = from === to ? from : `${from}-${to}`;
  if (ports === '') return `every ${protocol.toUpperCase()} port`;
  return protocol === 'tcp' || protocol === '6' ? ports : `${ports}/${protocol}`;
}

/** A port that a rule asks of a resource is the one that the resource states. */
function saidPort(value: unknown, template: StackTemplate): string {
  const [reference] = isObject(value) ? referencesIn(value) : [];
  const stated = reference && template.parts.get(reference.target)?.properties.Port;
  if (stated !== undefined && /Port$/.test(reference.attribute ?? '')) return String(stated);
  return said(value, template);
}

function hasEgress(id: string, { parts }: StackTemplate): boolean {
  return [...parts.values()].some(
    ({ type, properties }) => type === EGRESS && referencesIn(properties.GroupId).some(({ target }) => target === id),
  );
}

function list(value: unknown): readonly Properties[] {
  return [value ?? []].flat().filter(isObject);
}
