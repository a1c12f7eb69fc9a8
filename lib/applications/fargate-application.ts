import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargatePlatformVersion,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { DnsRecordType } from 'aws-cdk-lib/aws-servicediscovery';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import { acknowledgeApplication } from './acknowledged-findings';
import type { ApplicationProps, IApplication } from './application';
import { applicationBundle } from './application-kind';
import {
  type ApplicationPlace,
  applicationLogs,
  applicationPlace,
  ownEnvironment,
  sayWhere,
} from './application-parts';
import { ApplicationRole } from './application-role';
import { privateNamespace, ServiceApi } from './service-api';

/** What can be said about an application on Fargate. */
export interface FargateApplicationProps extends ApplicationProps {
  /**
   * How many tasks run.
   *
   * @default 2
   */
  readonly desiredCount?: number;
}

/** Where a container listens; `apps/http/server.ts` reads the variable. */
const PORT = 8080;
const TASKS = 'ecs-tasks.amazonaws.com';
const HEALTHY = `fetch('http://127.0.0.1:${PORT}/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;

/**
 * An application of this package as an ECS service on Fargate, in private subnets behind an HTTP API that takes requests
 * signed by IAM. The image is made when it is deployed, which takes Docker; synthesis takes none.
 */
export class FargateApplication extends Construct implements IApplication {
  public readonly client: IClient;
  public readonly url: string;

  /** @throws InvalidCacheError with everything that is wrong with it */
  constructor(scope: Construct, id: string, props: FargateApplicationProps) {
    super(scope, id);
    const place = applicationPlace(this, props);
    const { vpc, subnets, securityGroup } = place.network;
    place.network.reach(['ecr.api', 'ecr.dkr', 'logs']);
    place.network.reachImageLayers();
    const executionRole = new ApplicationRole(this, 'ExecutionRole', {
      service: TASKS,
      description: `What ECS may do to start the application ${place.kind.name}`,
    });
    const cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED });
    const service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: this.task(place, executionRole),
      desiredCount: props.desiredCount ?? 2,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      platformVersion: FargatePlatformVersion.LATEST,
      assignPublicIp: false,
      vpcSubnets: { subnets: subnets.subnets },
      securityGroups: [securityGroup],
      // An HTTP API finds the port in the record, too: with one of type A it finds none.
      cloudMapOptions: {
        cloudMapNamespace: privateNamespace(this, vpc),
        dnsRecordType: DnsRecordType.SRV,
        dnsTtl: Duration.seconds(10),
        containerPort: PORT,
      },
    });
    // Tasks that cannot fetch their image, or write their logs, would make the first deployment fail.
    const ways = place.network.ways.filter((way) => Stack.of(way) === Stack.of(this));
    service.node.addDependency(executionRole, ...ways);
    const api = new ServiceApi(this, 'Api', { service, network: place.network, port: PORT });
    this.client = service;
    this.url = api.url;
    sayWhere(this, api.url, 'execute-api');
    acknowledgeApplication(this);
  }

  /** One container, which can change nothing of itself and runs as nobody in particular. */
  private task({ kind, network }: ApplicationPlace, executionRole: ApplicationRole): FargateTaskDefinition {
    const taskRole = new ApplicationRole(this, 'TaskRole', {
      service: TASKS,
      description: `What the application ${kind.name} may do`,
      onSecret: () => network.reach(['secretsmanager']),
    });
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole,
      executionRole,
    });
    task.addContainer('Application', {
      image: ContainerImage.fromAsset(applicationBundle(kind.name), { platform: Platform.LINUX_ARM64 }),
      environment: { PORT: String(PORT), ...ownEnvironment(this, kind, taskRole) },
      portMappings: [{ containerPort: PORT }],
      // It answers as long as it can answer: a cache that is away is no reason to start another task.
      healthCheck: {
        command: ['CMD', 'node', '-e', HEALTHY],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(10),
      },
      readonlyRootFilesystem: true,
      stopTimeout: Duration.seconds(30),
      logging: LogDrivers.awsLogs({ logGroup: applicationLogs(this, 'Logs'), streamPrefix: kind.name }),
    });
    return task;
  }
}
