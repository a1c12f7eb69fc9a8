import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareDeployed } from '../../lib/deployed/deployed-comparison';
import { protect } from '../../lib/deployed/protection';
import { state } from '../../lib/deployed/stack-states';
import { diff } from '../../lib/review/diff';
import type { Surroundings } from '../../lib/review/main';
import { CloudFormationStandIn } from './cloudformation-stand-in';

/** A stack of an assembly to write. */
export interface GivenStack {
  readonly template: object;
  readonly environment?: string;
  readonly stackName?: string;
  readonly displayName?: string;
  readonly policy?: object;
}

/** A directory for assemblies, and the stand-in that the AWS clients ask. */
export class Lab {
  public static async start(): Promise<Lab> {
    const aws = new CloudFormationStandIn();
    return new Lab(aws, await aws.start(), mkdtempSync(join(tmpdir(), 'deployed-')));
  }

  private readonly before = { ...process.env };

  private constructor(
    public readonly aws: CloudFormationStandIn,
    url: string,
    public readonly folder: string,
  ) {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_CONFIG_FILE: join(this.folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(this.folder, 'none'),
    });
    for (const name of ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_DEFAULT_REGION']) delete process.env[name];
  }

  public async stop(): Promise<void> {
    process.env = this.before;
    rmSync(this.folder, { recursive: true });
    await this.aws.stop();
  }

  public write(name: string, content: unknown): string {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** Writes an assembly; `stages` are nested ones. */
  public assembly(
    directory: string,
    stacks: { readonly [id: string]: GivenStack },
    stages: readonly string[] = [],
  ): string {
    const artifacts = Object.entries(stacks).map(([id, { environment, stackName, displayName, template, policy }]) => {
      this.write(join(directory, `${id}.template.json`), template);
      if (policy) this.write(join(directory, `${id}.stack-policy.json`), policy);
      const properties = { templateFile: `${id}.template.json`, ...(stackName && { stackName }) };
      const env = environment ?? 'aws://unknown-account/unknown-region';
      return [id, { type: 'aws:cloudformation:stack', environment: env, displayName: displayName ?? id, properties }];
    });
    const nested = stages.map((name) => [name, { type: 'cdk:cloud-assembly', properties: { directoryName: name } }]);
    this.write(join(directory, 'manifest.json'), {
      version: '48.0.0',
      artifacts: Object.fromEntries([...artifacts, ...nested]),
    });
    return join(this.folder, directory);
  }

  /** Runs `diff` as the command does; paths are relative to the folder. */
  public diff(...argv: string[]) {
    return this.run((io) => {
      const tell = (line: string) => io.stderr.write(`${line}\n`);
      return diff(argv, io, async () => ({ compareDeployed: (asked) => compareDeployed(asked, tell) }));
    }, 'diff');
  }

  /** Runs `protect` as the command does. */
  public protect(...argv: string[]) {
    return this.run((io) => protect(argv, io), 'protect');
  }

  /** Runs `state` as the command does. */
  public state(...argv: string[]) {
    return this.run((io) => state(argv, io), 'state');
  }

  private async run(command: (io: Surroundings) => Promise<number>, name: string) {
    let [out, err] = ['', ''];
    const stdout = { write: (text: string) => (out += text) };
    const stderr = { write: (text: string) => (err += text) };
    const code = await command({ stdout, stderr, command: name, version: '1.2.3', cwd: this.folder });
    return { code, out: this.tidy(out), err: this.tidy(err) };
  }

  private tidy(text: string): string {
    return text.replaceAll(`${this.folder}/`, '').replaceAll(this.folder, '.');
  }
}

/** A template with one cache of a replication group. */
export function cache(properties: object = {}, attributes: object = {}): { Resources: { [id: string]: object } } {
  const Properties = { ReplicationGroupDescription: 'x', Port: 6379, CacheNodeType: 'cache.r7g.large', ...properties };
  return { Resources: { Cache: { Type: 'AWS::ElastiCache::ReplicationGroup', Properties, ...attributes } } };
}
