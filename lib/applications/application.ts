import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import { FargateApplication } from './fargate-application';
import { LambdaApplication } from './lambda-application';

/** What can be said about one of the applications of this package. */
export interface ApplicationProps {
  /** Which one: `orders`, `sessions` or `leaderboard`. */
  readonly name: string;
  /** The network of what it connects to. */
  readonly vpc: IVpc;
  /**
   * Its subnets: private or isolated ones.
   *
   * @default - the private subnets with a way out, or else the isolated ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Whether to make the VPC endpoints that it needs. Where none are made it may send HTTPS anywhere, as far as the network
   * lets it.
   *
   * @default - in a VPC of this app, where its subnets have no way out
   */
  readonly createEndpoints?: boolean;
}

/** An application that runs: connect it, and call it. */
export interface IApplication {
  /** What is given to `connect()` of a cache, a database or a pattern. */
  readonly client: IClient;
  /** Where it answers, with a slash at the end; requests are signed with IAM credentials. */
  readonly url: string;
}

/** Where an application runs. */
export class ApplicationPlatform {
  /** A Lambda function with a function URL. */
  public static readonly LAMBDA = new ApplicationPlatform(
    'lambda',
    (scope, id, props) => new LambdaApplication(scope, id, props),
  );
  /** An ECS service on Fargate behind an HTTP API. To deploy it takes Docker, which makes the image. */
  public static readonly FARGATE = new ApplicationPlatform(
    'fargate',
    (scope, id, props) => new FargateApplication(scope, id, props),
  );

  private constructor(
    /** Its name in the context of the app. */
    public readonly name: string,
    private readonly make: (scope: Construct, id: string, props: ApplicationProps) => IApplication,
  ) {}

  /**
   * Makes an application there.
   *
   * @throws InvalidCacheError with everything that is wrong with it
   */
  public application(scope: Construct, id: string, props: ApplicationProps): IApplication {
    return this.make(scope, id, props);
  }
}
