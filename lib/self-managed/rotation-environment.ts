import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Annotations, type CfnElement, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';

const PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';

/** What all variables of a function may have together, in bytes. */
const MOST = 4096;

/** What CloudFormation adds to the stack and the logical id to make a name of them. */
const ENDING = '--123456789012'.length;

/** Names of variables, ARNs of secrets, the name of the cluster. */
const OTHERS = 400;

/**
 * Warns where the function that rotates has to be told more than Lambda takes. It is no error, because CloudFormation makes
 * the names of the services when it makes them.
 */
export function warnOfLongEnvironment(
  cache: IConstruct,
  services: readonly FargateService[],
  texts: readonly (string | undefined)[],
): void {
  const known = texts.filter((text) => text !== undefined && !Token.isUnresolved(text));
  const size = [...known, ...services.map(nameOf)].reduce(
    (sum, text = '') => sum + Buffer.byteLength(text) + 1,
    OTHERS,
  );
  if (size <= MOST) return;
  Annotations.of(cache).addWarningV2(
    `${WARNING_PREFIX}sasl-rotation-environment`,
    `'addRotation' needs the names of all nodes and 'caCertificate' to fit in the ${MOST} bytes of a function's environment, got about ${size}, with which the deployment may fail; set a shorter domainName, fewer nodes, or a root with an ECDSA key, which is short (${PAGE})`,
  );
}

/** Of the length that it will have. */
function nameOf(service: FargateService): string {
  const stack = Stack.of(service);
  const name = Token.isUnresolved(stack.stackName) ? '' : stack.stackName;
  const id = stack.getLogicalId(service.node.findChild('Service') as CfnElement);
  return name + id + ' '.repeat(ENDING);
}
