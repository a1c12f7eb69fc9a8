import { type Link, LinkError, parseLink } from '../link';
import { MissingPeerError, peerProblem } from '../peers/peer';
import type { AwsCredentialProvider } from './aws-credentials';
import type { RefreshReports } from './refresh-options';
import { type RefreshedValue, refreshedValue } from './refreshed-value';
import { callService, type ServicePackage } from './service-call';

export interface LinkParameterOptions extends RefreshReports {
  /** The name of the SSM parameter, or its ARN if another account shares it. */
  readonly name: string;
  /** Reads the text of a parameter. @default - Parameter Store is asked by `@aws-sdk/client-ssm` */
  readonly read?: (name: string) => Promise<string>;
  /** By which Parameter Store is asked. @default - the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  /** Timers may run. @default - not in Lambda */
  readonly background?: boolean;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** A link that arrives later. */
export interface LinkParameter extends RefreshedValue<Link> {
  /** Resolves with the link once it is there; with undefined if it is closed before. It never rejects. */
  readonly found: Promise<Link | undefined>;
}

/** The link that an SSM parameter holds. It is read until it was read once; a link that changes comes with a deployment. */
export function linkParameter({ name, read, credentials, ...refresh }: LinkParameterOptions): LinkParameter {
  let find: (link: Link | undefined) => void = () => {};
  const found = new Promise<Link | undefined>((resolve) => {
    find = resolve;
  });
  const parameter = refreshedValue<Link>({
    ...refresh,
    dueAt: () => Number.POSITIVE_INFINITY,
    fetch: async (signal) => {
      const link = parseLink(await (read?.(name) ?? textOf(name, credentials, signal)));
      find(link);
      return link;
    },
    problem: (cause) => {
      if (cause instanceof MissingPeerError) return cause;
      const reason = cause instanceof Error ? cause.message : `${cause}`;
      return new LinkError(`the SSM parameter '${name}' needs to hold a link: ${reason}`, { cause });
    },
  });
  parameter.current();
  return {
    ...parameter,
    found,
    close: () => {
      parameter.close();
      find(undefined);
    },
  };
}

async function textOf(
  name: string,
  credentials: AwsCredentialProvider | undefined,
  signal: AbortSignal,
): Promise<string> {
  const { Parameter } = await callService<{ readonly Parameter?: { readonly Value?: string } }>({
    load: parameterStorePackage,
    client: 'SSMClient',
    command: 'GetParameterCommand',
    // Of a plain text it is ignored.
    input: { Name: name, WithDecryption: true },
    region: /^arn:[^:]*:ssm:([^:]+):/.exec(name)?.[1],
    credentials,
    signal,
  });
  return Parameter?.Value ?? '';
}

function parameterStorePackage(): ServicePackage {
  try {
    return require('@aws-sdk/client-ssm');
  } catch (cause) {
    throw peerProblem('@aws-sdk/client-ssm', 'Reading the link from an SSM parameter', cause);
  }
}
