import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  CfnPermission,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { handlerBundle } from './handler-bundle';
import { handlerRole } from './handler-role';

/** Where in a network a function runs. */
export interface HandlerNetwork {
  /** The network. */
  readonly vpc: IVpc;
  /** Its private subnets: a function in a public one reaches nothing outside. */
  readonly subnets: ISubnet[];
  /** What it may reach. */
  readonly securityGroup: ISecurityGroup;
}

/** What can be said about the function of a handler. */
export interface HandlerFunctionProps {
  /** The name of the handler: its file in `lib/handlers`, without the ending. */
  readonly handler: string;
  /** What the function is for. */
  readonly description: string;
  /**
   * Its environment; no secrets.
   *
   * @default - empty
   */
  readonly environment?: { readonly [name: string]: string };
  /**
   * What it may do, beside its logs, traces and dead letters.
   *
   * @default - nothing
   */
  readonly statements?: PolicyStatement[];
  /**
   * Where it runs.
   *
   * @default - outside of every VPC
   */
  readonly network?: HandlerNetwork;
  /**
   * How long one call may take, in whole seconds, at most 15 minutes.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
  /**
   * Its memory, in MiB.
   *
   * @default 256
   */
  readonly memorySize?: number;
  /**
   * How many calls may run at once, taken from what the account has. A part of that stays unreserved in every account: in
   * one with a low quota each reservation fails.
   *
   * @default - not limited
   */
  readonly reservedConcurrency?: number;
  /**
   * The key that encrypts its logs, its dead letters and its environment; its policy must let CloudWatch Logs of the
   * Region use it.
   *
   * @default - keys of the services
   */
  readonly encryptionKey?: IKey;
  /**
   * How long its logs are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * What happens to its logs when it is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/**
 * A handler of this library as a Lambda function: a current runtime on arm64, traced, with logs that end, a queue for
 * events that it could not handle, and a role that may do what it needs and no more.
 */
export class HandlerFunction extends Construct {
  /** The function. Its role takes no more permissions: what is granted to it later is left out. */
  public readonly lambdaFunction: IFunction;
  /** The events that it could not handle. */
  public readonly deadLetterQueue: IQueue;
  /** Its logs. */
  public readonly logGroup: ILogGroup;

  /** @throws Error if the handler is not bundled */
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { network, encryptionKey } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_YEAR,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey,
    });
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      encryption: encryptionKey === undefined ? QueueEncryption.SQS_MANAGED : QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.lambdaFunction = new LambdaFunction(this, 'Function', {
      description: props.description.slice(0, 256),
      code: Code.fromAsset(handlerBundle(props.handler)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? Duration.minutes(15),
      environment: props.environment,
      environmentEncryption: encryptionKey,
      reservedConcurrentExecutions: props.reservedConcurrency,
      tracing: Tracing.ACTIVE,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      deadLetterQueue: this.deadLetterQueue,
      role: handlerRole(this, `What the handler ${props.handler} may do`, {
        logGroup: this.logGroup,
        deadLetterQueue: this.deadLetterQueue,
        inNetwork: network !== undefined,
        encryptionKey,
        statements: props.statements,
      }),
      ...(network && {
        vpc: network.vpc,
        vpcSubnets: { subnets: network.subnets },
        securityGroups: [network.securityGroup],
      }),
    });
  }

  /**
   * Lets a service call the function on behalf of one resource of this account, and nobody else.
   *
   * @param service the service, such as `secretsmanager.amazonaws.com`
   * @param sourceArn the ARN of the resource
   */
  public allowInvocation(id: string, service: string, sourceArn: string): CfnPermission {
    return new CfnPermission(this, id, {
      action: 'lambda:InvokeFunction',
      functionName: this.lambdaFunction.functionArn,
      principal: service,
      sourceAccount: Stack.of(this).account,
      sourceArn,
    });
  }
}
