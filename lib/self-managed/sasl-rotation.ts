import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { FargateService, ICluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RotationVariable, SECRET_PASSWORD } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { SaslRotationVariable } from '../catalog/sasl-password-rotation';
import { RotatedService } from '../rotation/rotated-service';
import type { RotationOptions } from '../rotation/rotation-options';
import { rotationStatements } from '../rotation/rotation-statements';
import { SecretRotation } from '../rotation/secret-rotation';
import { MEMCACHED_PORT } from './memcached-command';
import { warnOfLongEnvironment } from './rotation-environment';
import type { SaslMemcachedSettings } from './sasl-memcached-defaults';
import type { SaslSecrets } from './sasl-secrets';

/** What a rotation has to know of a cache. */
export interface RotatedNodes {
  readonly cache: Construct & IConnectable;
  readonly settings: SaslMemcachedSettings;
  readonly secrets: SaslSecrets;
  readonly cluster: ICluster;
  /** In the order of `hosts`. */
  readonly services: readonly FargateService[];
  readonly hosts: readonly string[];
}

/** Rotates the password of a cache by `lib/handlers/rotate-sasl-password.ts`. */
export function saslRotation(nodes: RotatedNodes, options: RotationOptions): SecretRotation {
  const { cache, settings, secrets, cluster, services, hosts } = nodes;
  const { vpc, user, certificate, caCertificate, logRemovalPolicy } = settings;
  warnOfLongEnvironment(cache, services, [...hosts, caCertificate]);
  return new SecretRotation(cache, 'Rotation', {
    ...options,
    secret: secrets.current,
    handler: 'rotate-sasl-password',
    service: RotatedService.ECS,
    vpc,
    cache,
    logRemovalPolicy,
    environment: {
      [RotationVariable.USER_NAME]: user,
      [RotationVariable.SECRET_FIELD]: SECRET_PASSWORD,
      [RotationVariable.PORT]: String(MEMCACHED_PORT),
      [SaslRotationVariable.UPCOMING_SECRET_ARN]: secrets.upcoming.secretArn,
      [SaslRotationVariable.CLUSTER]: cluster.clusterName,
      [SaslRotationVariable.SERVICES]: services.map(({ serviceName }) => serviceName).join(','),
      [SaslRotationVariable.HOSTS]: hosts.join(','),
      [SaslRotationVariable.TLS]: String(certificate !== undefined),
      ...(caCertificate === undefined ? {} : { [SaslRotationVariable.CA_CERTIFICATE]: caCertificate }),
    },
    statements: [
      ...rotationStatements(cache, secrets.upcoming),
      new PolicyStatement({
        actions: ['ecs:DescribeServices', 'ecs:UpdateService'],
        resources: services.map(({ serviceArn }) => serviceArn),
      }),
    ],
    dependencies: [...services],
  });
}
