import {
  CloudFormationClient,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  SetStackPolicyCommand,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssemblyStack } from './assembly-stack';
import { isMissing, isMissingChangeSet, Refusal, refusalOf } from './refusal';

/** A stack that there is. */
export interface DeployedStack {
  readonly id: string;
  readonly status: string;
  readonly isProtected: boolean;
}

/** CloudFormation in the place of one stack. Each call fails with a Refusal. */
export interface StackService {
  /** The stack, or undefined where there is none. */
  find(): Promise<DeployedStack | undefined>;
  /** The template of a stack as it was handed in, which is what the CDK wrote: nothing of a transform. */
  template(stackId: string): Promise<string>;
  /** The ids of its nested stacks, by their logical ids. */
  nestedStacks(stackId: string): Promise<ReadonlyMap<string, string>>;
  /** A page of a change set, by its name or its ARN, or undefined where there is none of this name. */
  changeSet(stackId: string, name: string, page?: string): Promise<DescribeChangeSetOutput | undefined>;
  setPolicy(stackId: string, policy: string): Promise<void>;
}

/**
 * CloudFormation where a stack is deployed, by the credentials in force.
 *
 * @throws Refusal where they are those of another account than the assembly names
 */
export async function stackService({ name, stackName, account, region }: AssemblyStack): Promise<StackService> {
  const place = { region: region ?? regionInForce() };
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw regionMissing(error, name) ?? refusalOf(error, name);
    }
  };
  if (account !== undefined) {
    const { Account } = await ask(() => new STSClient(place).send(new GetCallerIdentityCommand({})));
    if (Account !== account) {
      throw new Refusal(
        `${name}: is a stack of account ${account}, and the credentials in force are those of ${Account}; ` +
          "use those of its account (AWS_PROFILE), or leave it out with '--stack'",
      );
    }
  }
  const client = new CloudFormationClient(place);
  return {
    find: () => ask(() => find(client, stackName)),
    template: (StackName) =>
      ask(async () => {
        const answer = await client.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' }));
        return answer.TemplateBody ?? '';
      }),
    nestedStacks: (stackId) => ask(() => nestedStacks(client, stackId)),
    changeSet: (StackName, ChangeSetName, NextToken) =>
      ask(async () => {
        try {
          return await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName, NextToken }));
        } catch (error) {
          if (isMissingChangeSet(error)) return undefined;
          throw error;
        }
      }),
    setPolicy: (StackName, StackPolicyBody) =>
      ask(async () => void (await client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody })))),
  };
}

async function find(client: CloudFormationClient, stackName: string): Promise<DeployedStack | undefined> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return stack === undefined
      ? undefined
      : {
          id: stack.StackId ?? stackName,
          status: stack.StackStatus ?? 'UNKNOWN',
          isProtected: stack.EnableTerminationProtection ?? false,
        };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function nestedStacks(client: CloudFormationClient, stackId: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }));
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      const isNested = ResourceType === 'AWS::CloudFormation::Stack';
      if (isNested && LogicalResourceId && PhysicalResourceId) found.set(LogicalResourceId, PhysicalResourceId);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** As the CDK CLI finds it; the SDK itself looks into AWS_REGION and the profile. */
function regionInForce(): string | undefined {
  return process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

function regionMissing(error: unknown, name: string): Refusal | undefined {
  return /Region is missing/i.test((error as Error).message)
    ? new Refusal(`${name}: no Region is known; set AWS_REGION, or name one in the app`, { cause: error })
    : undefined;
}
