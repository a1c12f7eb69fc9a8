import { RotationError } from './rotation-error';

/** The services, and the interface endpoints through which a subnet without a way out reaches them. */
export type Service = 'secretsmanager' | 'elasticache' | 'ecs';

const NAMES = { secretsmanager: 'Secrets Manager', elasticache: 'ElastiCache', ecs: 'Amazon ECS' };

/**
 * Seconds rather than the SDK's minutes: a function in a subnet without a route would hang until Lambda ends it, and
 * never say why.
 */
export const CLIENT = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } };

/** @throws RotationError if the service could not be reached; what the service itself answers is thrown as it is */
export async function reached<T>(service: Service, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isNetworkFailure(error)) throw error;
    throw new RotationError(
      `the function cannot reach ${NAMES[service]} (${causeOf(error)}); give its subnets a NAT gateway or an interface endpoint for com.amazonaws.${process.env.AWS_REGION}.${service}, and let its security group send HTTPS`,
      { cause: error },
    );
  }
}

/** True if an answer says nothing of the request: it may or may not have been carried out, and may be made again. */
export function isPassing(error: unknown): boolean {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (
    isNetworkFailure(error) ||
    /Thrott|TooManyRequests|RequestLimit/.test(name) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
}

/** True if the service refused by this error, under the name of the SDK or of the API. */
export function isRefusal(error: unknown, ...names: readonly string[]): boolean {
  const { name = '' } = error as { name?: string };
  return names.includes(name.replace(/(Fault|Exception)$/, ''));
}

function isNetworkFailure(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  // Node.js gives its own errors a code, the SDK gives those of the services none.
  return name === 'TimeoutError' || typeof code === 'string';
}

function causeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return code ?? name ?? 'unknown';
}
