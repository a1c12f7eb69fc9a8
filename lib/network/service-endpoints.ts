import {
  Connections,
  type IConnectable,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISubnet,
  type IVpc,
  Port,
  SecurityGroup,
  type SelectedSubnets,
} from 'aws-cdk-lib/aws-ec2';
import { Annotations, CrossStackReferences, ReferenceStrength, Stage } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { namesOff } from './dns-names';
import { endpointsFor, type ServiceName, titleOf } from './endpoint-search';

const NAMES_PAGE = 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html';

/** Fixed: another id would replace the endpoints. */
const ID = 'RotationEndpoints';

/** The endpoint of a service: its id, and what it is in the CDK, whose classes are loaded when one is made. */
const SERVICES: { readonly [service in ServiceName]: readonly [id: string, of: () => InterfaceVpcEndpointAwsService] } =
  {
    secretsmanager: ['SecretsManager', () => InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
    elasticache: ['ElastiCache', () => InterfaceVpcEndpointAwsService.ELASTICACHE],
    ecs: ['Ecs', () => InterfaceVpcEndpointAwsService.ECS],
    'ecr.api': ['EcrApi', () => InterfaceVpcEndpointAwsService.ECR],
    'ecr.dkr': ['EcrImages', () => InterfaceVpcEndpointAwsService.ECR_DOCKER],
    logs: ['Logs', () => InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS],
  };

/** What a rotation calls. */
const OF_ROTATION: readonly ServiceName[] = ['secretsmanager', 'elasticache'];

/**
 * Interface endpoints through which functions in a VPC without a way out reach Secrets Manager and ElastiCache, and
 * containers their image and their logs. There is one set for each VPC of an app, in the stack of the VPC. With their
 * private DNS every client in the VPC finds them, but they let in only who is allowed: the functions that rotate secrets,
 * and what is added with `connections`.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export class ServiceEndpoints extends Construct implements IConnectable {
  /**
   * Those of a network, each made when it is asked for first.
   *
   * @param subnets where they shall be; one subnet of each zone is taken
   * @param services what shall be reached
   */
  public static of(vpc: IVpc, subnets: SelectedSubnets, services = OF_ROTATION): ServiceEndpoints {
    const door = doorOf(vpc);
    if (door.endpoints !== undefined) {
      door.endpoints.reach(vpc, subnets, services);
      return door.endpoints;
    }
    const endpoints = new ServiceEndpoints(vpc, ID, vpc, subnets, services);
    door.endpoints = endpoints;
    for (const act of door.waiting) act(endpoints);
    return endpoints;
  }

  /**
   * Acts on those of a network, now or as soon as anybody asks for them. Their private names lead every client in the VPC
   * to them, also one that has another way out.
   */
  public static whenMade(vpc: IVpc, act: (endpoints: ServiceEndpoints) => void): void {
    const door = doorOf(vpc);
    if (door.endpoints === undefined) door.waiting.push(act);
    else act(door.endpoints);
  }

  public readonly connections: Connections;
  private readonly securityGroup: SecurityGroup;
  private readonly made = new Map<ServiceName, InterfaceVpcEndpoint>();

  private constructor(
    scope: Construct,
    id: string,
    vpc: IVpc,
    subnets: SelectedSubnets,
    services: readonly ServiceName[],
  ) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Who may reach Secrets Manager and ElastiCache',
      allowAllOutbound: false,
    });
    // An export would keep the endpoints for as long as the stack of any rotation imports from this one.
    CrossStackReferences.of(securityGroup).produce(ReferenceStrength.WEAK);
    this.securityGroup = securityGroup;
    this.connections = new Connections({ securityGroups: [securityGroup], defaultPort: Port.HTTPS });
    this.reach(vpc, subnets, services);
    // Before a look-up has its answer, all VPCs have one id; an error then would keep the answer from being asked for.
    const namesMissing = () => namesOff(vpc, 'createEndpoints', NAMES_PAGE);
    if (!subnets.isPendingLookup)
      this.node.addValidation({ validate: () => [...this.doubles(vpc), ...namesMissing()] });
  }

  /** The endpoints. */
  public get endpoints(): readonly InterfaceVpcEndpoint[] {
    return [...this.made.values()];
  }

  /** Makes the endpoints that are not there. */
  private reach(vpc: IVpc, { subnets }: SelectedSubnets, services: readonly ServiceName[]): void {
    const missing = services.filter((service) => !this.made.has(service));
    if (missing.length > 0 && vpc.publicSubnets.length + vpc.privateSubnets.length > 0) {
      Annotations.of(this).addWarningV2(`${WARNING_PREFIX}rotation-endpoints`, otherClients(missing));
    }
    for (const name of missing) {
      const [id, service] = SERVICES[name];
      const endpoint = new InterfaceVpcEndpoint(this, id, {
        vpc,
        service: service(),
        subnets: { subnets: onePerZone(subnets) },
        securityGroups: [this.securityGroup],
        open: false,
        privateDnsEnabled: true,
      });
      this.made.set(name, endpoint);
    }
  }

  /** The service refuses a second endpoint with the same private names. */
  private doubles(vpc: IVpc): string[] {
    return [...this.made].flatMap(([service, { node: own }]) => {
      const others = endpointsFor(vpc, service).filter(
        ({ certain, resource }) => certain && own.defaultChild !== resource,
      );
      return others.map(
        ({ resource }) =>
          `'createEndpoints' needs a VPC without an endpoint for ${titleOf(service)}, got ${resource.node.path}; leave createEndpoints out, and give the VPC the endpoints that it has not (${NAMES_PAGE})`,
      );
    });
  }
}

function otherClients(services: readonly ServiceName[]): string {
  return (
    `'createEndpoints' needs the other clients of ${services.map(titleOf).join(' and ')} in the VPC to be let in, got subnets ` +
    'with a way out, whose clients are led to the new endpoints from now on; let them in with ' +
    'rotation.serviceEndpoints.connections, and acknowledge this ' +
    '(https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html)'
  );
}

interface Door {
  endpoints?: ServiceEndpoints;
  readonly waiting: ((endpoints: ServiceEndpoints) => void)[];
}

const DOORS = Symbol.for('cdk-cache-tier.service-endpoints');

/** By the id of the VPC: an imported one may be several constructs, and a stage is deployed by itself. */
function doorOf(vpc: IVpc): Door {
  const stage: IConstruct & { [DOORS]?: Map<string, Door> } = Stage.of(vpc) ?? vpc.node.root;
  stage[DOORS] ??= new Map();
  const door = stage[DOORS].get(vpc.vpcId) ?? { waiting: [] };
  stage[DOORS].set(vpc.vpcId, door);
  return door;
}

/** An endpoint takes one subnet of each zone. */
function onePerZone(subnets: readonly ISubnet[]): ISubnet[] {
  return [...new Map([...subnets].reverse().map((subnet) => [subnet.availabilityZone, subnet])).values()].reverse();
}
