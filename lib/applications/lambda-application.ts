import {
  Architecture,
  Code,
  FunctionUrlAuthType,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import { networkInterfaces } from '../functions/handler-role';
import { acknowledgeApplication } from './acknowledged-findings';
import type { ApplicationProps, IApplication } from './application';
import { applicationBundle } from './application-kind';
import { applicationLogs, applicationPlace, ownEnvironment, sayWhere, writingLogs } from './application-parts';
import { ApplicationRole } from './application-role';

/** What can be said about an application on Lambda. */
export interface LambdaApplicationProps extends ApplicationProps {
  /**
   * How many requests may be answered at once, taken from what the account has. In an account with a low quota each
   * reservation fails.
   *
   * @default - not limited
   */
  readonly reservedConcurrency?: number;
}

/**
 * An application of this package as a Lambda function in a VPC, with a function URL that takes requests signed by IAM. The
 * function answers requests: there are no events that could be lost, and so no dead letters.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export class LambdaApplication extends Construct implements IApplication {
  public readonly client: IClient;
  public readonly url: string;

  /** @throws InvalidCacheError with everything that is wrong with it */
  constructor(scope: Construct, id: string, props: LambdaApplicationProps) {
    super(scope, id);
    const { kind, network } = applicationPlace(this, props);
    const logGroup = applicationLogs(this, 'Logs');
    const role = new ApplicationRole(this, 'Role', {
      service: 'lambda.amazonaws.com',
      description: `What the application ${kind.name} may do`,
      statements: [writingLogs(logGroup), ...networkInterfaces()],
      onSecret: () => network.reach(['secretsmanager']),
    });
    const lambdaFunction = new LambdaFunction(this, 'Function', {
      description: kind.description,
      // What makes an image of it is not for Lambda.
      code: Code.fromAsset(applicationBundle(kind.name), { exclude: ['Dockerfile', '.dockerignore'] }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(15),
      environment: ownEnvironment(this, kind, role),
      reservedConcurrentExecutions: props.reservedConcurrency,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      role,
      vpc: network.vpc,
      vpcSubnets: { subnets: network.subnets.subnets },
      securityGroups: [network.securityGroup],
    });
    this.client = lambdaFunction;
    this.url = lambdaFunction.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
    sayWhere(this, this.url, 'lambda');
    acknowledgeApplication(this);
  }
}
