import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import { RotationVariable, SECRET_PASSWORD } from 'cache-tier/link';
import { Construct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { RotationOptions } from '../rotation/rotation-options';
import type { RotationTarget } from '../rotation/rotation-target';
import { SecretRotation } from '../rotation/secret-rotation';
import { type GeneratedSecretOptions, generatedSecret } from './generated-secret';

/** What can be said about an AUTH token. */
export interface AuthTokenProps extends GeneratedSecretOptions {
  /**
   * A secret that exists; it stands without what is said of a generated one.
   *
   * @default - a secret is generated, with a token of letters and digits
   */
  readonly secret?: ISecret;
  /**
   * The field of that secret which holds the token.
   *
   * @default - the whole secret is the token
   */
  readonly secretField?: string;
}

/**
 * The one token with which every client of a cache connects. It stands in a secret, never in a template. Where the engine
 * can, users are better: each client has its own, and may do less.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
 */
export class AuthToken extends Construct {
  /** The secret that holds it. */
  public readonly secret: ISecret;
  /** The field of the secret that holds it; undefined if the whole secret is the token. */
  public readonly secretField?: string;
  private readonly targets: RotationTarget[] = [];

  /** @throws InvalidCacheError if a plain string is given, or an existing secret beside what is said of a generated one */
  constructor(scope: Construct, id: string, props: AuthTokenProps = {}) {
    super(scope, id);
    const problems = contradictions(props);
    if (problems.length > 0) throw new InvalidCacheError(this.node.path, problems);
    const { secret, secretField, encryptionKey, replicaRegions, removalPolicy } = props;
    const options = { encryptionKey, replicaRegions, removalPolicy };
    this.secret =
      secret ?? generatedSecret(this, 'Secret', `AUTH token of ${scope.node.path}`.slice(0, 2048), {}, options);
    this.secretField = secret === undefined ? SECRET_PASSWORD : secretField;
  }

  /** The token as a reference that CloudFormation resolves: its text stands in no template. @internal */
  public get _value(): string {
    const value =
      this.secretField === undefined ? this.secret.secretValue : this.secret.secretValueFromJson(this.secretField);
    return value.unsafeUnwrap();
  }

  /**
   * Rotates the token: a function of its own gives the cache a new one beside the old one, tries it, and makes it the
   * current one. The previous token works until the next rotation.
   *
   * @throws InvalidCacheError if no cache has the token, or several have
   */
  public addRotation(options: RotationOptions = {}): SecretRotation {
    const [target, ...others] = this.targets;
    if (target === undefined || others.length > 0) {
      throw new InvalidCacheError(this.node.path, [
        `'addRotation' needs one cache with this token, got ${this.targets.length}; give each cache a token of its own, and call addRotation after the cache is made`,
      ]);
    }
    // The token may be made before the cache, in another stack: its rotation needs both.
    const near = Stack.of(target.cache) === Stack.of(this);
    return new SecretRotation(near ? this : target.cache, near ? 'Rotation' : 'TokenRotation', {
      ...options,
      secret: this.secret,
      handler: 'rotate-auth-token',
      vpc: target.vpc,
      cache: target,
      environment: {
        [RotationVariable.REPLICATION_GROUP_ID]: target.replicationGroupId,
        [RotationVariable.ENDPOINT]: target.hostname,
        [RotationVariable.PORT]: String(target.port),
        ...(this.secretField === undefined ? {} : { [RotationVariable.SECRET_FIELD]: this.secretField }),
      },
      statements: [
        new PolicyStatement({
          actions: ['elasticache:DescribeReplicationGroups', 'elasticache:ModifyReplicationGroup'],
          resources: [target.arn],
        }),
      ],
      dependencies: [target.cache],
    });
  }

  /** @internal */
  public _attach(target: RotationTarget): void {
    this.targets.push(target);
  }
}

function contradictions({
  secret,
  secretField,
  encryptionKey,
  replicaRegions,
  removalPolicy,
}: AuthTokenProps): string[] {
  if (secret === undefined) {
    return secretField === undefined
      ? []
      : [
          `'secretField' needs 'secret', got '${secretField}' alone; a generated token has the field '${SECRET_PASSWORD}'`,
        ];
  }
  if (secret.secretArn === undefined) {
    return [
      "'secret' needs a secret of Secrets Manager, got something else; import it with Secret.fromSecretCompleteArn()",
    ];
  }
  const ofGenerated = Object.entries({ encryptionKey, replicaRegions, removalPolicy });
  const names = ofGenerated.filter(([, value]) => value !== undefined).map(([name]) => `'${name}'`);
  if (names.length === 0) return [];
  return [`'secret' needs to stand without ${names.join(' and ')}, got both; set these on the secret that exists`];
}
