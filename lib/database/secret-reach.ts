import type { ISubnet, IVpc, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { warnOfSecretReach } from '../network/service-reach';

const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html';

/** Where a database is, as far as it is known. */
export interface SecretPlace {
  readonly vpc: IVpc;
  readonly subnets?: SelectedSubnets;
}

/**
 * Warns of a client that is to read the secret of a database, and cannot reach Secrets Manager from its subnets. Where
 * these are not known, it is taken to be beside the database.
 */
export function warnOfReach(client: IConstruct | undefined, { vpc, subnets }: SecretPlace): void {
  if (client === undefined) return;
  // A look-up without an answer says nothing.
  if (subnets?.isPendingLookup) return;
  warnOfSecretReach(
    client,
    vpc,
    () => subnetsOf(client, vpc) ?? subnets?.subnets ?? [],
    'connect-secret-reach',
    messageOf,
  );
}

function messageOf(place: string): string {
  return (
    `'target' needs a way to Secrets Manager, which has the secret of the database, got ${place} and no interface ` +
    "endpoint with private DNS in the VPC; make one with vpc.addInterfaceEndpoint('SecretsManager', { service: " +
    'InterfaceVpcEndpointAwsService.SECRETS_MANAGER }), or acknowledge this where there is one that the app does not ' +
    `know, or choose subnets with a way out, or connect with iamUser (${PAGE})`
  );
}

/** Where the resource of a client names its subnets. */
const NAMED: { readonly [type: string]: (resource: CfnResource) => unknown } = {
  'AWS::Lambda::Function': (resource) => (resource as CfnFunction).vpcConfig,
  'AWS::ECS::Service': (resource) => (resource as CfnService).networkConfiguration,
};

/** The subnets of a client, as far as they are of the VPC; undefined where it names none. */
function subnetsOf({ node }: IConstruct, vpc: IVpc): readonly ISubnet[] | undefined {
  const resource = [node.defaultChild, node.tryFindChild('Service')]
    .filter(CfnResource.isCfnResource)
    .find(({ cfnResourceType }) => cfnResourceType in NAMED);
  if (resource === undefined) return undefined;
  const stack = Stack.of(resource);
  const place = stack.resolve(NAMED[resource.cfnResourceType](resource)) as Place | undefined;
  const ids = place?.subnetIds ?? place?.awsvpcConfiguration?.subnets;
  if (!Array.isArray(ids)) return undefined;
  const named = new Set(ids.map((id) => JSON.stringify(id)));
  // The same subnet may be another construct there, of the same VPC imported again.
  return [...vpc.isolatedSubnets, ...vpc.privateSubnets].filter(({ subnetId }) =>
    named.has(JSON.stringify(stack.resolve(subnetId))),
  );
}

/** What such a property says of subnets, once resolved. */
interface Place {
  readonly subnetIds?: unknown;
  readonly awsvpcConfiguration?: { readonly subnets?: unknown };
}
