import type { AwsCredentialProvider } from './aws-credentials';

/** What is used of a client of the AWS SDK. */
interface Client {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** A package of the AWS SDK: classes by their names. */
export interface ServicePackage {
  readonly [name: string]: new (options: object) => object;
}

export interface ServiceCall {
  /** Loads the package, or throws what is to be told. */
  readonly load: () => ServicePackage;
  /** The name of the client's class. */
  readonly client: string;
  /** The name of the command's class. */
  readonly command: string;
  readonly input: object;
  /** @default - that of the environment */
  readonly region?: string;
  /** @default - the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  readonly signal: AbortSignal;
}

/**
 * One call of an AWS service. Each has a client of its own: calls are minutes apart, so that a kept connection would be
 * dead, and a kept client would not see that the environment holds other credentials.
 */
export async function callService<T>(call: ServiceCall): Promise<T> {
  // To load a client takes tens of milliseconds: not while somebody constructs a tier.
  await new Promise(setImmediate);
  const classes = call.load();
  const client = new classes[call.client]({
    ...(call.region !== undefined && { region: call.region }),
    ...(call.credentials && { credentials: call.credentials }),
    // Who calls repeats: two that do so make a storm.
    maxAttempts: 1,
  }) as Client;
  try {
    return (await client.send(new classes[call.command](call.input), { abortSignal: call.signal })) as T;
  } finally {
    client.destroy();
  }
}
