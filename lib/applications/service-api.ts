import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination, VpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpServiceDiscoveryIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ec2Text } from '../connect/client-rules';
import type { ApplicationNetwork } from './application-network';
import { applicationLogs } from './application-parts';

/** The service that an API is in front of. */
export interface ServiceApiProps {
  /** The service, which registers its tasks with Cloud Map. */
  readonly service: FargateService;
  readonly network: ApplicationNetwork;
  /** The port of its tasks. */
  readonly port: number;
}

/**
 * An HTTP API in front of a service in private subnets: requests that IAM has let through reach its tasks through a VPC
 * link, and nothing else does.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
export class ServiceApi extends Construct {
  /** Where it answers, with a slash at the end. */
  public readonly url: string;

  constructor(scope: Construct, id: string, { service, network, port }: ServiceApiProps) {
    super(scope, id);
    const { vpc, subnets } = network;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: ec2Text(`The API in front of ${scope.node.id}`),
      allowAllOutbound: false,
    });
    network.securityGroup.connections.allowFrom(securityGroup, Port.tcp(port), 'The API to the application');
    const vpcLink = new VpcLink(this, 'VpcLink', {
      vpc,
      subnets: { subnets: subnets.subnets },
      securityGroups: [securityGroup],
    });
    const api = new HttpApi(this, 'Resource', {
      // A name for people, which need not be unique.
      apiName: ec2Text(scope.node.path),
      description: ec2Text(`The API in front of ${scope.node.id}`),
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
      defaultIntegration: new HttpServiceDiscoveryIntegration('Tasks', service.cloudMapService!, { vpcLink }),
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 1_000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(applicationLogs(this, 'AccessLogs')),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    this.url = stage.url;
  }
}

/** No path: it may hold what somebody looks for. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  status: '$context.status',
  length: '$context.responseLength',
  ms: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});

/** Where the tasks of a service are registered. Two of one name cannot be in a VPC. */
export function privateNamespace(scope: Construct, vpc: IVpc): PrivateDnsNamespace {
  const name = Names.uniqueResourceName(scope, { maxLength: 50, separator: '-' }).toLowerCase();
  return new PrivateDnsNamespace(scope, 'Namespace', { vpc, name: `${name}.internal` });
}
