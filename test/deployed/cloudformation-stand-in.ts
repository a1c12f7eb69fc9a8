import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stack of the stand-in. */
export interface StandInStack {
  readonly status?: string;
  readonly template?: string;
  readonly isProtected?: boolean;
  /** Ids of nested stacks by their logical ids. */
  readonly nested?: { readonly [logicalId: string]: string };
  /** Pages of change sets, as XML of the result, by the name of the change set. */
  readonly changeSets?: { readonly [name: string]: readonly string[] };
  policy?: string;
}

/** An answer of the service that is an error, in its code. */
export interface StandInFault {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

/** What was asked. */
export interface StandInCall {
  readonly action: string;
  readonly parameters: { [name: string]: string };
  /** The Region that the request is signed for. */
  readonly region: string;
  /** The access key that signed it. */
  readonly key: string;
}

/**
 * CloudFormation and STS behind one port: the Query API, with answers in XML written by hand from the API reference
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/).
 */
export class CloudFormationStandIn {
  public stacks: { [name: string]: StandInStack } = {};
  public account = '111122223333';
  public readonly calls: StandInCall[] = [];
  /** Asked before each call. */
  public fault: (call: StandInCall, count: number) => StandInFault | undefined = () => undefined;
  private readonly http: Server = createServer((request, response) => void this.handle(request, response));

  public async start(): Promise<string> {
    this.http.listen(0, '127.0.0.1').unref();
    await once(this.http, 'listening');
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.http.closeAllConnections();
    await once(this.http.close(), 'close');
  }

  public reset(): void {
    this.stacks = {};
    this.account = '111122223333';
    this.calls.length = 0;
    this.fault = () => undefined;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Action: action, ...parameters } = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const [, key = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const call = { action, parameters, region, key };
    this.calls.push(call);
    const fault = this.fault(call, this.calls.length) ?? this.missing(call);
    response.writeHead(fault ? (fault.status ?? 400) : 200, { 'content-type': 'text/xml' });
    response.end(fault ? errorXml(fault) : answerXml(action, this.answer(call)));
  }

  private missing({ action, parameters }: StandInCall): StandInFault | undefined {
    if (action === 'GetCallerIdentity' || this.find(parameters.StackName)) return undefined;
    return { code: 'ValidationError', message: `Stack with id ${parameters.StackName} does not exist` };
  }

  private find(name: string): StandInStack | undefined {
    return this.stacks[name] ?? this.stacks[name?.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1')];
  }

  private answer({ action, parameters }: StandInCall): string {
    if (action === 'GetCallerIdentity') {
      return `<Arn>arn:aws:iam::${this.account}:user/x</Arn><UserId>AIDA</UserId><Account>${this.account}</Account>`;
    }
    const { StackName: name, ChangeSetName, NextToken = '0' } = parameters;
    const stack = this.find(name) as StandInStack;
    switch (action) {
      case 'DescribeStacks':
        return `<Stacks><member><StackId>${idOf(name)}</StackId><StackName>${name}</StackName>
          <CreationTime>2026-01-01T00:00:00.000Z</CreationTime><StackStatus>${stack.status ?? 'UPDATE_COMPLETE'}</StackStatus>
          <EnableTerminationProtection>${stack.isProtected ?? false}</EnableTerminationProtection></member></Stacks>`;
      case 'GetTemplate':
        return `<TemplateBody>${escaped(stack.template ?? '{}')}</TemplateBody>
          <StagesAvailable><member>Original</member><member>Processed</member></StagesAvailable>`;
      case 'ListStackResources':
        return this.resources(stack, NextToken);
      case 'DescribeChangeSet':
        return stack.changeSets?.[ChangeSetName]?.[Number(NextToken)] ?? '';
      case 'SetStackPolicy':
        stack.policy = parameters.StackPolicyBody;
        return '';
      default:
        throw new Error(`the stand-in has no ${action}`);
    }
  }

  /** One nested stack on each page, after a page of something else. */
  private resources({ nested = {} }: StandInStack, page: string): string {
    const rows = [
      ['Topic', 'AWS::SNS::Topic', 'arn:topic'],
      ...Object.entries(nested).map(([id, arn]) => [id, 'AWS::CloudFormation::Stack', arn]),
    ];
    const [logicalId, type, id] = rows[Number(page)];
    const next = Number(page) + 1 < rows.length ? `<NextToken>${Number(page) + 1}</NextToken>` : '';
    return `<StackResourceSummaries><member><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>
      <PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus>
      <LastUpdatedTimestamp>2026-01-01T00:00:00.000Z</LastUpdatedTimestamp></member></StackResourceSummaries>${next}`;
  }
}

/** The ARN of a stack, as the service gives it. */
export function idOf(name: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/0a1b2c3d-0000`;
}

function answerXml(action: string, result: string): string {
  const meta = '<ResponseMetadata><RequestId>11111111-2222-3333-4444-555555555555</RequestId></ResponseMetadata>';
  return `<${action}Response><${action}Result>${result}</${action}Result>${meta}</${action}Response>`;
}

function errorXml({ code, message }: StandInFault): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>
    <RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
