import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { RemovalPolicy, Size } from 'aws-cdk-lib/core';
import type { Profile } from '../cache/profile';
import type { FargateSize } from './fargate-size';

/** What can be said about a Memcached that is run by oneself. */
export interface SaslMemcachedProps {
  /** The network of its nodes; it needs DNS host names and DNS support. */
  readonly vpc: IVpc;
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * The subnets of its nodes, private ones. The nodes go round their zones, as far as these are known. The official image
   * comes from the public ECR, which has no VPC endpoint: they need a way out, or an `image` of a private repository and
   * endpoints of ECR, S3, CloudWatch Logs and Secrets Manager.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * How many nodes it has, 1 to 20: each is a service of one task, under a name of its own. When it changes, a part of the
   * keys moves to other nodes; clients learn of it when they are deployed.
   *
   * @default - 2, in the profile DEV 1
   */
  readonly nodes?: number;
  /**
   * CPU and memory of each node. A later change restarts one node after the other, and empties it.
   *
   * @default - FargateSize.of(1024, 4096), in the profile DEV FargateSize.SMALLEST
   */
  readonly size?: FargateSize;
  /**
   * The one user as whom all clients log in. A later change makes new passwords, with which a client that runs cannot log in
   * before it is deployed again.
   *
   * @default 'cache-tier'
   */
  readonly user?: string;
  /**
   * The image, for ARM64. It has `memcached` with SASL and TLS, Cyrus SASL with its plugin PLAIN, a shell, and Perl: the
   * official images on Debian have, those on Alpine have no Perl.
   *
   * @default - `public.ecr.aws/docker/library/memcached`, of a fixed version
   */
  readonly image?: ContainerImage;
  /**
   * The private DNS name under which the nodes are `node-1`, `node-2` and so on; no other namespace in the VPC has it. A later
   * change gives all nodes other names, and moves all keys.
   *
   * @default - a name from the path of the construct, in `internal`
   */
  readonly domainName?: string;
  /**
   * A secret with the certificate of all nodes: a JSON object with the fields `certificate`, a chain of PEM texts that begins
   * with the certificate itself, and `privateKey`, its key as PEM text without a password. With it nodes take TLS alone. It
   * is for all names under `domainName`, which has to be said. Nobody renews it by itself. Where a key of yours encrypts it,
   * import it with that key, `Secret.fromSecretAttributes({ secretCompleteArn, encryptionKey })`, or no node can read it.
   *
   * @default - no TLS: passwords and values cross the network in the clear
   */
  readonly certificate?: ISecret;
  /**
   * The authority that signed the certificate, as PEM text, for the function that rotates the password. Clients are given it
   * by `NODE_EXTRA_CA_CERTS`.
   *
   * @default - one that Node.js knows
   */
  readonly caCertificate?: string;
  /**
   * How many clients may be connected to a node at once, 1 to 60000.
   *
   * @default 4096
   */
  readonly maxConnections?: number;
  /**
   * The largest item, key and value together: 1 KiB to 1 GiB, and at most half of the memory for items.
   *
   * @default Size.mebibytes(1)
   */
  readonly maxItemSize?: Size;
  /**
   * The key that encrypts its secrets and its logs; its policy must let CloudWatch Logs of the Region use it.
   *
   * @default - keys of the services
   */
  readonly encryptionKey?: IKey;
  /**
   * How long the logs of its nodes are kept.
   *
   * @default - RetentionDays.ONE_YEAR, in the profile DEV ONE_WEEK
   */
  readonly logRetention?: RetentionDays;
  /**
   * What happens to its logs, and to those of its rotation, when it is deleted. Its data never outlives it, nor any task.
   *
   * @default - RemovalPolicy.RETAIN, in the profile DEV DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}
