import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Emulator } from '../emulator/emulator';

const STAGING = 'cdk-hnb659fds-assets';

/** Creates and deletes stacks by CloudFormation itself, which takes a fraction of the time of the command line. */
export class Creation {
  private readonly client: CloudFormationClient;

  /** @param parameters values of the parameters of templates */
  public constructor(
    private readonly emulator: Emulator,
    private readonly parameters: { readonly [name: string]: string } = {},
  ) {
    this.client = new CloudFormationClient(emulator.client);
  }

  /** Puts into the account what `cdk bootstrap` and the publishing of assets put there, as far as stacks look at it. */
  public async prepare(assemblies: readonly CloudAssembly[]): Promise<void> {
    const { account, region } = this.emulator;
    const bucket = `${STAGING}-${account}-${region}`;
    await this.ask(`/${bucket}`, 's3', { method: 'PUT' });
    const version = { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '32', Overwrite: true };
    await this.ask('/', 'ssm', {
      method: 'POST',
      body: JSON.stringify(version),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.PutParameter' },
    });
    const published = new Set<string>();
    for (const { hash, directory } of assemblies.flatMap(zippedAssets)) {
      if (published.has(hash)) continue;
      published.add(hash);
      await this.ask(`/${bucket}/${hash}.zip`, 's3', { method: 'PUT', body: zipped(hash, directory) });
    }
  }

  /** Creates a stack, and says how that ended. */
  public async create({ stackName, template }: CloudFormationStackArtifact): Promise<string> {
    const values = Object.entries(this.parameters).filter(([name]) => name in (template.Parameters ?? {}));
    const { StackId } = await this.client.send(
      new CreateStackCommand({
        StackName: stackName,
        TemplateBody: JSON.stringify(template),
        Parameters: values.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      }),
    );
    return this.settled(StackId);
  }

  /**
   * Deletes a stack, and says how that ended.
   *
   * @param retained logical ids that the second attempt leaves out, as the console offers it
   */
  public async delete({ stackName }: CloudFormationStackArtifact, retained?: string[]): Promise<string> {
    const { Stacks = [] } = await this.client.send(new DescribeStacksCommand({ StackName: stackName }));
    await this.client.send(new DeleteStackCommand({ StackName: stackName, RetainResources: retained }));
    return this.settled(Stacks[0]?.StackId);
  }

  /** What state a stack is in; undefined where there is none. */
  public async state(stackName: string): Promise<string | undefined> {
    const { StackSummaries = [] } = await this.client.send(new ListStacksCommand({}));
    const status = StackSummaries.find((stack) => stack.StackName === stackName)?.StackStatus;
    return status === 'DELETE_COMPLETE' ? undefined : status;
  }

  /** The id of the only resource of a type in a stack. */
  public async physicalId(stackName: string, type: string): Promise<string> {
    const { StackResources = [] } = await this.client.send(new DescribeStackResourcesCommand({ StackName: stackName }));
    return `${StackResources.find(({ ResourceType }) => ResourceType === type)?.PhysicalResourceId}`;
  }

  /** Asks RDS, of which no client is installed. */
  public async rds(action: string, parameters: { readonly [name: string]: string }): Promise<void> {
    const body = new URLSearchParams({ Action: action, Version: '2014-10-31', ...parameters });
    await this.ask('/', 'rds', { method: 'POST', body });
  }

  /** Waits until a resource of a stack has come so far. */
  public async until(stackName: string, type: string, status: string): Promise<void> {
    for (;;) {
      const events = await this.events(stackName).catch(() => []);
      if (events.some(({ ResourceType, ResourceStatus }) => ResourceType === type && ResourceStatus === status)) return;
      await sleep(50);
    }
  }

  /** The types of what has stayed of a stack, whatever became of the stack. */
  public async left({ stackName }: CloudFormationStackArtifact): Promise<string[]> {
    const left = (await this.events(stackName)).filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
    return [...new Set(left.map(({ ResourceType = '' }) => ResourceType))].sort();
  }

  private async settled(id: string | undefined): Promise<string> {
    for (;;) {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: id }));
      const status = stack?.StackStatus ?? '';
      if (/ROLLBACK_(COMPLETE|FAILED)$/.test(status)) return `${status}: ${await this.firstFailure(id)}`;
      if (!/_IN_PROGRESS$/.test(status)) return status;
      await sleep(50);
    }
  }

  private async firstFailure(id: string | undefined): Promise<string> {
    const failed = (await this.events(id)).filter(({ ResourceStatus = '' }) => /FAILED$/.test(ResourceStatus));
    return failed.at(-1)?.ResourceStatusReason ?? 'nobody says why';
  }

  /** The last one first. */
  private async events(stack: string | undefined): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    const pages = paginateDescribeStackEvents({ client: this.client }, { StackName: stack });
    for await (const { StackEvents = [] } of pages) events.push(...StackEvents);
    return events;
  }

  private async ask(path: string, service: string, request: RequestInit): Promise<void> {
    const { account, region, url } = this.emulator;
    // The emulator reads the account, the Region and the service of a signature, and not the signature.
    const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
    const answer = await fetch(`${url}${path}`, { ...request, headers: { ...request.headers, authorization } });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  }
}

function zippedAssets({ directory }: CloudAssembly): { hash: string; directory: string }[] {
  const manifests = readdirSync(directory).filter((file) => file.endsWith('.assets.json'));
  return manifests.flatMap((manifest) => {
    const { files } = JSON.parse(readFileSync(join(directory, manifest), 'utf8')) as {
      files: { [hash: string]: Asset };
    };
    return Object.entries(files).flatMap(([hash, { source }]) =>
      source.packaging === 'zip' ? [{ hash, directory: resolve(directory, source.path) }] : [],
    );
  });
}

interface Asset {
  readonly source: { readonly path: string; readonly packaging: string };
}

function zipped(hash: string, directory: string): Uint8Array<ArrayBuffer> {
  const file = join(tmpdir(), `cache-tier-asset-${process.pid}-${hash}`);
  execFileSync('python3', [
    '-c',
    'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])',
    file,
    directory,
  ]);
  return new Uint8Array(readFileSync(`${file}.zip`));
}
