import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { HttpResult } from '../../apps/http/lambda';
import { freePorts } from '../servers/free-ports';

/** What an application answered. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly cookies: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers
  readonly body: any;
}

/** The bundle of an application in a process of its own. */
export interface RunningApplication {
  /** Sends a request; a body is sent as JSON. */
  ask(method: string, path: string, body?: object, cookie?: string): Promise<Answer>;
  /** What it has written into its log. */
  log(): string;
  /** Ends it as its platform would, and gives the status with which it ended. */
  stop(): Promise<number | null>;
}

type Environment = { readonly [name: string]: string };

const bundleOf = (name: string) => resolve('dist', 'apps', name, 'index.js');

/** Runs the handler of a bundle with this environment and nothing else. */
export async function startOnLambda(name: string, environment: Environment): Promise<RunningApplication> {
  const child = fork(join(__dirname, 'lambda-instance.cjs'), [bundleOf(name)], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = logOf(child);
  const waiting = new Map<number, { done: (result: HttpResult) => void; fail: (error: Error) => void }>();
  child.on('message', ({ id, result, error }: { id: number; result?: HttpResult; error?: string }) => {
    if (result) waiting.get(id)?.done(result);
    else waiting.get(id)?.fail(new Error(error));
    waiting.delete(id);
  });
  child.on('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error(`The instance has ended:\n${log()}`));
  });
  let asked = 0;
  return {
    log,
    ask: async (method, path, body, cookie) => {
      asked += 1;
      const id = asked;
      const answered = new Promise<HttpResult>((done, fail) => waiting.set(id, { done, fail }));
      child.send({ id, event: eventOf(method, path, body, cookie) });
      const { statusCode, headers, cookies = [], body: text } = await answered;
      return { status: statusCode, headers, cookies, body: parsed(text) };
    },
    stop: async () => {
      // Lambda asks nobody.
      if (child.kill('SIGKILL')) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

/** Runs a bundle as its image does, with this environment and a port of its own. */
export async function startInContainer(name: string, environment: Environment): Promise<RunningApplication> {
  const [port] = await freePorts(1);
  const child = spawn(process.execPath, [bundleOf(name)], {
    env: { ...environment, PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = logOf(child);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(`The container has ended:\n${log()}`)));
  const started = new Promise<void>((done) => child.stdout?.on('data', () => log().includes('listening') && done()));
  failed.catch(() => undefined);
  await Promise.race([started, failed]);
  return {
    log,
    ask: async (method, path, body, cookie) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: headersOf(body, cookie),
        body: body && JSON.stringify(body),
      });
      const cookies = response.headers.getSetCookie();
      const headers = Object.fromEntries(response.headers);
      return { status: response.status, headers, cookies, body: parsed(await response.text()) };
    },
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

function eventOf(method: string, path: string, body: object | undefined, cookie: string | undefined) {
  const [rawPath, rawQueryString = ''] = path.split('?');
  const { cookie: _cookie, ...headers } = headersOf(body, cookie);
  return {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers,
    ...(cookie && { cookies: [cookie] }),
    requestContext: { http: { method, path: rawPath }, stage: '$default' },
    // As a function URL sends what it takes for binary.
    ...(body && { body: Buffer.from(JSON.stringify(body)).toString('base64') }),
    isBase64Encoded: body !== undefined,
  };
}

function headersOf(body: object | undefined, cookie: string | undefined): { [name: string]: string } {
  return { ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) };
}

function logOf(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(`${chunk}`));
  return () => chunks.join('');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
