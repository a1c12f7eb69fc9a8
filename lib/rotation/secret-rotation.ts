import { Connections, type IConnectable, type IVpc, Port, type SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import { RotationVariable } from 'cache-tier/link';
import { Construct, type IConstruct } from 'constructs';
import { HandlerFunction } from '../functions/handler-function';
import { type ServiceName, titleOf } from '../network/endpoint-search';
import { rulesBetween } from '../network/security-group-rules';
import { ServiceEndpoints } from '../network/service-endpoints';
import { checkReach } from '../network/service-reach';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { RotatedService } from './rotated-service';
import { rotationSecurityGroup, rotationSubnets } from './rotation-network';
import { RetirePrevious, type RotationOptions } from './rotation-options';
import {
  concurrencyProblems,
  intervalProblems,
  rotatedTwice,
  secondRotation,
  secretProblems,
} from './rotation-problems';
import { rotationStatements } from './rotation-statements';

/** What can be said about the rotation of a secret. */
export interface SecretRotationProps extends RotationOptions {
  /** The secret. */
  readonly secret: ISecret;
  /** The handler that rotates it: the name of its file in `lib/handlers`, without the ending. */
  readonly handler: string;
  /**
   * What the handler is told beside the secret and what becomes of the previous credential, by `RotationVariable`.
   *
   * @default - nothing
   */
  readonly environment?: { readonly [name: string]: string };
  /** What the handler may do with the service. */
  readonly statements: PolicyStatement[];
  /**
   * The service that it calls beside Secrets Manager.
   *
   * @default RotatedService.ELASTICACHE
   */
  readonly service?: RotatedService;
  /**
   * The network in which the handler runs, because it tries new credentials on the cache.
   *
   * @default - outside of every VPC: the handler calls services only
   */
  readonly vpc?: IVpc;
  /**
   * The cache on which a new credential is tried, with a default port; only in a `vpc`.
   *
   * @default - none
   */
  readonly cache?: IConnectable;
  /**
   * What has to be there before the first rotation: the cache.
   *
   * @default - nothing
   */
  readonly dependencies?: IConstruct[];
  /**
   * What happens to the logs of the function when it is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/**
 * Rotates the secret of a cache: a function that only Secrets Manager can call, and only for this secret, and the schedule
 * by which it is called.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export class SecretRotation extends Construct implements IConnectable {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.SecretRotation';

  /** What the function may reach; it lets nobody in. */
  public readonly connections: Connections;
  /** The function that rotates. */
  public readonly lambdaFunction: IFunction;
  /** The calls that failed. */
  public readonly deadLetterQueue: IQueue;
  /** The logs of the function. */
  public readonly logGroup: ILogGroup;
  /** The interface endpoints in the VPC; undefined without `createEndpoints`. */
  public readonly serviceEndpoints?: IConnectable;
  private readonly schedule: CfnRotationSchedule;

  /** @throws InvalidCacheError with everything that Secrets Manager, Lambda or the network would refuse */
  constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, unlessThere(scope, id));
    props = injected(scope, SecretRotation.PROPERTY_INJECTION_ID, id, props);
    const { secret, vpc, every = Duration.days(30) } = props;
    const { subnets, problems } = rotationSubnets(props);
    refuse(this, [
      ...intervalProblems(every),
      ...concurrencyProblems(props.reservedConcurrency),
      ...secretProblems(this, secret),
      ...problems,
    ]);

    const network = vpc &&
      subnets && { vpc, subnets: subnets.subnets, securityGroup: rotationSecurityGroup(this, vpc) };
    this.connections = new Connections({ securityGroups: network && [network.securityGroup] });
    const handler = new HandlerFunction(this, 'Handler', {
      ...props,
      network,
      description: `Rotates the secret of ${scope.node.path}`,
      environment: {
        ...props.environment,
        [RotationVariable.SECRET_ARN]: secret.secretArn,
        [RotationVariable.RETIRE_PREVIOUS]: props.retirePrevious ?? RetirePrevious.AT_NEXT_ROTATION,
      },
      statements: [...rotationStatements(this, secret), ...props.statements],
    });
    this.lambdaFunction = handler.lambdaFunction;
    this.deadLetterQueue = handler.deadLetterQueue;
    this.logGroup = handler.logGroup;
    this.schedule = new CfnRotationSchedule(
      this,
      'Schedule',
      supported(CfnRotationSchedule, {
        secretId: secret.secretArn,
        rotationLambdaArn: this.lambdaFunction.functionArn,
        rotationRules: { automaticallyAfterDays: every.toDays() },
        // No stack update rotates. The service still calls the function, for the step that tests, when it takes a schedule.
        rotateImmediatelyOnUpdate: false,
      }),
    );
    this.dependOn(handler.allowInvocation('Permission', 'secretsmanager.amazonaws.com', secret.secretArn));
    this.dependOn(...(props.dependencies ?? []));
    if (props.cache) this.reach(props.cache, 'The rotation tries a new credential');
    if (vpc && subnets) this.serviceEndpoints = this.reachServices(vpc, subnets, props);
    this.node.addValidation({ validate: () => rotatedTwice(this, secret, this.schedule) });
  }

  /** Through endpoints, where the VPC gets or has those of this library; else by whatever way out there is. */
  private reachServices(vpc: IVpc, subnets: SelectedSubnets, props: SecretRotationProps): IConnectable | undefined {
    const { createEndpoints: create = false, service = RotatedService.ELASTICACHE } = props;
    const services: ServiceName[] = ['secretsmanager', service];
    const description = `The rotation calls ${services.map(titleOf).join(' and ')}`;
    if (!create) this.connections.allowToAnyIpv4(Port.HTTPS, description);
    ServiceEndpoints.whenMade(vpc, (made) => {
      this.reach(made, description);
      this.dependOn(...made.endpoints);
    });
    checkReach(this, vpc, subnets, services);
    return create ? ServiceEndpoints.of(vpc, subnets, services) : undefined;
  }

  /** The rules in both directions, without which no rotation succeeds, stand before the schedule does. */
  private reach(peer: IConnectable, description: string): void {
    this.connections.allowToDefaultPort(peer, description);
    this.dependOn(...rulesBetween(this.connections, peer.connections));
  }

  private dependOn(...constructs: IConstruct[]): void {
    for (const construct of constructs) this.schedule.node.addDependency(construct.node.defaultChild ?? construct);
  }
}

/** A second one under the same id would be refused by its id, which is none of the user's. */
function unlessThere(scope: Construct, id: string): string {
  const there = scope.node.tryFindChild(id);
  if (there instanceof SecretRotation) throw new InvalidCacheError(scope.node.path, [secondRotation(there.node.path)]);
  return id;
}

function refuse(construct: Construct, problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidCacheError(construct.node.path, problems);
}
