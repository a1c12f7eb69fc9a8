import { randomUUID } from 'node:crypto';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RotationVariable } from 'cache-tier/link';
import { signIn } from '../../servers/sign-in';
import type { DeployedStack } from './deployed-stack';
import type { RealServers } from './real-servers';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The function that rotates the secret of a cache, as it was deployed. */
export class DeployedRotation {
  private version = '';

  private constructor(
    private readonly stack: DeployedStack,
    private readonly servers: RealServers,
    private readonly name: string,
    private readonly variables: { readonly [name: string]: string },
  ) {}

  static async of(stack: DeployedStack, servers: RealServers): Promise<DeployedRotation> {
    const name = stack.id('AWS::Lambda::Function', /RotationHandlerFunction/);
    const client = new LambdaClient(stack.emulator.client);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: name }));
    return new DeployedRotation(stack, servers, name, Configuration?.Environment?.Variables ?? {});
  }

  /** Begins one, as RotateSecret does; that of the emulator calls nobody. */
  begin(): void {
    this.version = randomUUID();
  }

  /** @throws Error with the message of the function, if the step fails */
  async step(Step: string): Promise<void> {
    const event = { Step, SecretId: this.variables[RotationVariable.SECRET_ARN], ClientRequestToken: this.version };
    const client = new LambdaClient(this.stack.emulator.client);
    const invoke = new InvokeCommand({ FunctionName: this.name, Payload: Buffer.from(JSON.stringify(event)) });
    const { FunctionError, Payload = new Uint8Array() } = await client.send(invoke);
    if (FunctionError !== undefined) throw new Error(`${Step}: ${Buffer.from(Payload)}`);
  }

  /** The token or password under a label. */
  async password(label: string): Promise<string> {
    const text = await this.stack.secret(this.variables[RotationVariable.SECRET_ARN], label);
    return JSON.parse(text)[this.variables[RotationVariable.SECRET_FIELD]];
  }

  /** What the server of the cache says to it. */
  connect(password: string): Promise<string> {
    return signIn(this.servers.redis, password, this.variables[RotationVariable.USER_NAME]);
  }
}
