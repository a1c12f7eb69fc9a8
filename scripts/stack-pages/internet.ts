import type { Folding } from './folding';
import { isPublic, networkRules } from './network-rules';
import { referencesIn } from './references';
import { type Part, type StackTemplate, said } from './stack-template';

/** A place at which callers from the internet arrive. */
export interface EntryPoint {
  readonly kind: string;
  /** The logical id of what they reach. */
  readonly target: string;
  /** Who is let in. */
  readonly authorization: string;
  readonly open: boolean;
}

/** How a stack stands to the internet. */
export interface Exposure {
  readonly entryPoints: readonly EntryPoint[];
  /** What lets connections in from public addresses, beside the entry points. */
  readonly openings: readonly string[];
  /** What the template does not tell, because it stands elsewhere. */
  readonly unknown: readonly string[];
  /** What has a way out to the internet. */
  readonly waysOut: readonly string[];
}

const SIGNED = 'AWS_IAM: requests signed by a principal that IAM allows it';

/** Everything in a template that has to do with the internet. */
export function exposureOf(template: StackTemplate, folding: Folding): Exposure {
  const parts = [...template.parts.values()];
  const openRules = networkRules(template).filter(({ direction, peer }) => direction === 'in' && isPublic(peer));
  return {
    entryPoints: parts.flatMap((part) => entryPointsOf(part, template)),
    openings: [
      ...openRules.map(
        ({ group: { id, text }, peer, port }) =>
          `a security group of ${id ? folding.namesOf(id).join(', ') : text} lets in ${peer.text} (${port})`,
      ),
      ...parts.flatMap(openingsOf),
      ...publicSubnets(template).map((name) => `subnet ${name} has a route to an internet gateway`),
    ],
    unknown: [...unseenNetwork(template), ...parts.flatMap(unsaid)],
    waysOut: parts
      .filter(({ type }) => /^AWS::EC2::(NatGateway|InternetGateway|EgressOnlyInternetGateway)$/.test(type))
      .map(({ name, type }) => `${name} (${type.split('::')[2]})`),
  };
}

function entryPointsOf({ id, type, properties }: Part, template: StackTemplate): EntryPoint[] {
  const target = (property: string) => referencesIn(properties[property])[0]?.target ?? id;
  const point = (kind: string, of: string, authorization: string, open: boolean) => [
    { kind, target: of, authorization, open },
  ];
  if (type === 'AWS::Lambda::Url') {
    const signed = properties.AuthType === 'AWS_IAM';
    return point(
      'function URL',
      target('TargetFunctionArn'),
      signed ? SIGNED : 'nobody is asked who they are',
      !signed,
    );
  }
  if (type === 'AWS::ApiGatewayV2::Route') {
    const kind = properties.AuthorizationType ?? 'NONE';
    const authorization = kind === 'AWS_IAM' ? SIGNED : kind === 'NONE' ? 'nobody is asked who they are' : String(kind);
    return point(`route \`${said(properties.RouteKey, template)}\``, target('ApiId'), authorization, kind === 'NONE');
  }
  if (type === 'AWS::ApiGateway::Method') {
    const kind = String(properties.AuthorizationType ?? 'NONE');
    return point(
      `method ${properties.HttpMethod}`,
      target('RestApiId'),
      kind === 'AWS_IAM' ? SIGNED : kind,
      kind === 'NONE',
    );
  }
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && properties.Scheme !== 'internal') {
    return point('load balancer', id, 'whom its listeners and security groups let in', true);
  }
  if (type === 'AWS::CloudFront::Distribution') return point('distribution', id, 'whom its behaviours let in', true);
  return [];
}

function openingsOf({ name, type, properties }: Part): string[] {
  if (properties.PubliclyAccessible === true) return [`${name} is publicly accessible`];
  if (type === 'AWS::EC2::Subnet' && properties.MapPublicIpOnLaunch === true) {
    return [`subnet ${name} gives public addresses`];
  }
  if (type === 'AWS::ECS::Service' && JSON.stringify(properties).includes('"AssignPublicIp":"ENABLED"')) {
    return [`${name} has public addresses`];
  }
  return [];
}

/** The service decides by the subnets where nothing is said. */
function unsaid({ name, type, properties }: Part): string[] {
  if (/^AWS::(Serverless::Application|CloudFormation::Stack)$/.test(type))
    return [`what ${name} makes, a template of its own`];
  if (type !== 'AWS::RDS::DBInstance' || properties.PubliclyAccessible !== undefined) return [];
  return [`whether ${name} is publicly accessible: it does not say, and RDS then goes by the subnets`];
}

function publicSubnets({ parts }: StackTemplate): string[] {
  const ofType = (type: string) => [...parts.values()].filter((part) => part.type === type);
  const targets = (part: Part, property: string) =>
    part.references.filter((reference) => reference.property === property).map(({ target }) => target);
  const tables = ofType('AWS::EC2::Route')
    .filter((route) => targets(route, 'GatewayId').some((id) => parts.get(id)?.type === 'AWS::EC2::InternetGateway'))
    .flatMap((route) => targets(route, 'RouteTableId'));
  const subnets = ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter((association) => targets(association, 'RouteTableId').some((id) => tables.includes(id)))
    .flatMap((association) => targets(association, 'SubnetId'));
  return subnets.map((id) => parts.get(id)?.name ?? id);
}

/** Subnets and security groups that exist already have routes and rules that no template shows. */
function unseenNetwork({ parts, parameters }: StackTemplate): string[] {
  const all = [...parts.values()];
  const given = (property: RegExp) =>
    all.some(({ properties, references, type }) => {
      if (!type.startsWith('AWS::') || type === 'AWS::SSM::Parameter') return false;
      const fromParameter = references.some(({ target, property: of }) => parameters.has(target) && property.test(of));
      return fromParameter || JSON.stringify(properties).match(property === SUBNETS ? /"subnet-/ : /"sg-/) !== null;
    });
  return [
    ...(given(SUBNETS) ? ['the routes of the subnets that are given'] : []),
    ...(given(GROUPS) ? ['the other rules of the security groups that are given'] : []),
  ];
}

const SUBNETS = /Subnet(Id|s$)/;
const GROUPS = /(SecurityGroup|^GroupId)/;
