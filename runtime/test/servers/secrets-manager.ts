import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Secrets Manager behind a port of this machine, as far as GetSecretValue goes. */
export interface SecretsManager {
  readonly url: string;
  /** The texts by their stages. */
  readonly stages: Map<string, string>;
  /** The stages that were asked for. */
  readonly calls: string[];
  /** Connections are cut, as if the service were down. */
  down: boolean;
  stop(): Promise<void>;
}

/** @param arn the ARN of the one secret that it has */
export async function startSecretsManager(arn: string): Promise<SecretsManager> {
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { SecretId, VersionStage = 'AWSCURRENT' } = JSON.parse(Buffer.concat(chunks).toString());
    manager.calls.push(VersionStage);
    if (manager.down) return void request.socket.destroy();
    const SecretString = SecretId === arn ? manager.stages.get(VersionStage) : undefined;
    const missing = { __type: 'ResourceNotFoundException', message: 'no such version' };
    response
      .writeHead(SecretString === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(SecretString === undefined ? missing : { ARN: arn, SecretString }));
  });
  http.keepAliveTimeout = 0;
  http.listen(0, '127.0.0.1').unref();
  await once(http, 'listening');
  const manager: SecretsManager = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stages: new Map(),
    calls: [],
    down: false,
    stop: async () => {
      http.closeAllConnections();
      await once(http.close(), 'close');
    },
  };
  return manager;
}
