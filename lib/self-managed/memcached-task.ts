import {
  AwsLogDriverMode,
  Capability,
  ContainerImage,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { SECRET_PASSWORD } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { ManagedPolicyRole } from '../access/managed-policy-role';
import { SaslSecretField } from '../catalog/sasl-password-rotation';
import {
  ContainerVariable,
  healthCommand,
  MEMCACHED_PORT,
  type NodeCommand,
  RUN_FOLDER,
  startScript,
  WRITABLE_FOLDER,
} from './memcached-command';
import type { SaslMemcachedSettings } from './sasl-memcached-defaults';
import type { SaslSecrets } from './sasl-secrets';

/** The official image on Debian, of the public ECR. Another version restarts the nodes, so it waits for a release of ours. */
export const MEMCACHED_IMAGE = 'public.ecr.aws/docker/library/memcached:1.6.45-trixie';

const TASKS = 'ecs-tasks.amazonaws.com';

/** The fields of the secret of a certificate. */
const CERTIFICATE = 'certificate';
const PRIVATE_KEY = 'privateKey';

/** What Fargate allows a container to open. */
const FILES = 65_535;

/** A few files of some KiB stand in it. */
const WRITABLE_MIB = 4;

/** The user of the official image, by number, so that no other image runs as root; memcached itself refuses that. */
const NOBODY_ELSE = '11211:11211';

/** What is known when the task is made. */
export interface MemcachedTask {
  readonly command: NodeCommand;
  readonly secrets: SaslSecrets;
}

/** The task that every node runs, its roles and its logs. */
export function memcachedTask(
  scope: Construct,
  props: SaslMemcachedSettings,
  { command, secrets }: MemcachedTask,
): { readonly task: FargateTaskDefinition; readonly logGroup: ILogGroup } {
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: props.logRetention,
    removalPolicy: props.logRemovalPolicy,
    encryptionKey: props.encryptionKey,
  });
  const executionRole = new ManagedPolicyRole(scope, 'ExecutionRole', {
    service: TASKS,
    description: 'What ECS may do to start a node of Memcached',
  });
  allowDecryption(executionRole, [secrets.current, secrets.upcoming, props.certificate]);
  const task = new FargateTaskDefinition(scope, 'Task', {
    cpu: command.size.cpu,
    memoryLimitMiB: command.size.memoryMiB,
    runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    executionRole,
    taskRole: new ManagedPolicyRole(scope, 'TaskRole', {
      service: TASKS,
      description: 'What a node of Memcached may do: nothing',
    }),
  });
  const container = task.addContainer('Memcached', {
    image: props.image ?? ContainerImage.fromRegistry(MEMCACHED_IMAGE),
    entryPoint: ['/bin/sh', '-c'],
    command: [startScript(command)],
    environment: { [ContainerVariable.USER]: props.user, [ContainerVariable.RUN]: RUN_FOLDER },
    secrets: containerSecrets(secrets, props.certificate),
    portMappings: [{ containerPort: MEMCACHED_PORT }],
    healthCheck: {
      command: healthCommand(command),
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(10),
    },
    user: NOBODY_ELSE,
    readonlyRootFilesystem: true,
    linuxParameters: writableMemory(task),
    // There is nothing to save: clients are to see at once that the node is gone.
    stopTimeout: Duration.seconds(2),
    // A log that cannot be written holds up no login.
    logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'memcached', mode: AwsLogDriverMode.NON_BLOCKING }),
  });
  container.addUlimits({ name: UlimitName.NOFILE, softLimit: FILES, hardLimit: FILES });
  return { task, logGroup };
}

/** Memory that is declared, where a volume of Fargate belongs to root; and none of the powers that Docker leaves a container. */
function writableMemory(task: FargateTaskDefinition): LinuxParameters {
  const parameters = new LinuxParameters(task, 'Linux');
  parameters.addTmpfs({ containerPath: WRITABLE_FOLDER, size: WRITABLE_MIB });
  parameters.dropCapabilities(Capability.ALL);
  return parameters;
}

/** The CDK writes that into the policy of the key, which of an imported key is nobody's to change. */
function allowDecryption(role: ManagedPolicyRole, secrets: readonly (ISecret | undefined)[]): void {
  const keys = secrets.flatMap((secret) => secret?.encryptionKey?.keyArn ?? []);
  for (const key of new Set(keys)) {
    const service = `secretsmanager.${Stack.of(role).region}.amazonaws.com`;
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [key],
        conditions: { StringEquals: { 'kms:ViaService': service } },
      }),
    );
  }
}

/** ECS reads them when a task starts, and never again. */
function containerSecrets({ current, upcoming }: SaslSecrets, certificate: ISecret | undefined) {
  const of = (secret: ISecret, field: string) => EcsSecret.fromSecretsManager(secret, field);
  return {
    [ContainerVariable.PASSWORD]: of(current, SECRET_PASSWORD),
    [ContainerVariable.UPCOMING_PASSWORD]: of(upcoming, SECRET_PASSWORD),
    [ContainerVariable.PREVIOUS_PASSWORD]: of(upcoming, SaslSecretField.PREVIOUS_PASSWORD),
    [ContainerVariable.OLDER_PASSWORD]: of(upcoming, SaslSecretField.OLDER_PASSWORD),
    ...(certificate && {
      [ContainerVariable.CERTIFICATE]: of(certificate, CERTIFICATE),
      [ContainerVariable.PRIVATE_KEY]: of(certificate, PRIVATE_KEY),
    }),
  };
}
