import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AWS_ENVIRONMENT } from '../../runtime/test/servers/aws-environment';

/** What AWS gives an application: its secrets by their ARNs, and in a container its credentials. */
export interface AwsOfApplication {
  /** The texts of secrets by their ARNs. */
  readonly secrets: Map<string, string>;
  /** What Lambda sets for a function, beside what the template says. */
  readonly inLambda: { readonly [name: string]: string };
  /** What ECS sets for a container. */
  readonly inContainer: { readonly [name: string]: string };
  stop(): Promise<void>;
}

const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = AWS_ENVIRONMENT;
/** Of a role: with a token, which every signature has to hold. */
export const CREDENTIALS = {
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  sessionToken: 'token-of-the-role',
};

/** Starts Secrets Manager, as far as GetSecretValue goes, and the credentials of a task. */
export async function startAwsOfApplication(): Promise<AwsOfApplication> {
  const secrets = new Map<string, string>();
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === 'GET') return void response.end(JSON.stringify(containerCredentials()));
    const { SecretId } = JSON.parse(Buffer.concat(chunks).toString());
    const text = secrets.get(SecretId);
    const signed = `${request.headers.authorization}`.startsWith(`AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/`);
    const known = signed && request.headers['x-amz-security-token'] === CREDENTIALS.sessionToken && text !== undefined;
    const answer = known ? { ARN: SecretId, SecretString: text } : { __type: 'AccessDeniedException' };
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  http.listen(0, '127.0.0.1').unref();
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const common = { AWS_REGION, AWS_ENDPOINT_URL_SECRETS_MANAGER: url };
  return {
    secrets,
    inLambda: {
      ...common,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
      AWS_LAMBDA_FUNCTION_NAME: 'application',
    },
    inContainer: { ...common, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials` },
    stop: async () => {
      http.closeAllConnections();
      await once(http.close(), 'close');
    },
  };
}

function containerCredentials() {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration };
}
