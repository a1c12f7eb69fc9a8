import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningServer } from '../servers/redis-server';
import { ElastiCacheStandIn } from './elasticache-stand-in';
import { SecretsStandIn } from './secrets-stand-in';
import { ServiceError } from './service-error';

/** Asked before and after each call is carried out; true cuts the connection there, an error is the answer then. */
export type Fault = (when: 'before' | 'after', call: number, action: string) => boolean | ServiceError;

/** Secrets Manager and ElastiCache behind one port of this machine. */
export interface AwsStandIn {
  readonly url: string;
  readonly secrets: SecretsStandIn;
  readonly elasticache: ElastiCacheStandIn;
  /** What has been called since the list was emptied. */
  readonly calls: string[];
  fault: Fault;
  stop(): Promise<void>;
}

export async function startAws(server: RunningServer): Promise<AwsStandIn> {
  const http = createServer((request, response) => void handle(aws, request, response));
  http.listen(0, '127.0.0.1').unref();
  await once(http, 'listening');
  const aws: AwsStandIn = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    secrets: new SecretsStandIn(),
    elasticache: new ElastiCacheStandIn(server),
    calls: [],
    fault: () => false,
    stop: async () => {
      http.closeAllConnections();
      await once(http.close(), 'close');
    },
  };
  return aws;
}

async function handle(aws: AwsStandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const [, target] = `${request.headers['x-amz-target'] ?? ''}`.split('secretsmanager.');
  const parameters = Object.fromEntries(new URLSearchParams(body));
  const action = target ?? parameters.Action;
  const call = aws.calls.push(action) - 1;
  const fault = aws.fault('before', call, action);
  if (fault === true) return void request.socket.destroy();
  const refuse = () => {
    if (fault instanceof ServiceError) throw fault;
  };
  const answer = target
    ? json(request, () => refuse() ?? aws.secrets.answer(target, JSON.parse(body)))
    : xml(request, action, () => refuse() ?? aws.elasticache.answer(action, parameters));
  if (aws.fault('after', call, action) === true) return void request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function json(request: IncomingMessage, result: () => object): Answer {
  const type = 'application/x-amz-json-1.1';
  try {
    requireSigned(request, 'secretsmanager');
    return { status: 200, type, body: JSON.stringify(result()) };
  } catch (error) {
    const { code, status, message } = refusalOf(error);
    return { status, type, body: JSON.stringify({ __type: code, message }) };
  }
}

function xml(request: IncomingMessage, action: string, result: () => string): Answer {
  const id = `<RequestId>${randomUUID()}</RequestId>`;
  const type = 'text/xml';
  try {
    requireSigned(request, 'elasticache');
    const inside = `<${action}Result>${result()}</${action}Result><ResponseMetadata>${id}</ResponseMetadata>`;
    const namespace = 'http://elasticache.amazonaws.com/doc/2015-02-02/';
    return { status: 200, type, body: `<${action}Response xmlns="${namespace}">${inside}</${action}Response>` };
  } catch (error) {
    const { code, status, message } = refusalOf(error);
    const inside = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>${id}`;
    return { status, type, body: `<ErrorResponse>${inside}</ErrorResponse>` };
  }
}

function refusalOf(error: unknown): { readonly code: string; readonly status: number; readonly message: string } {
  const { code = 'InternalFailure', message } = error as ServiceError;
  return { code, status: code === 'InternalFailure' ? 500 : 400, message };
}

function requireSigned({ headers }: IncomingMessage, service: string): void {
  const signed = new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIATEST/\\d{8}/us-east-1/${service}/aws4_request, `);
  if (!signed.test(`${headers.authorization}`)) throw new ServiceError('IncompleteSignature', 'not signed');
}
