import { PropertyInjectors } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * The properties after the injector that is nearest to the scope had its say, so that a platform team can set its
 * defaults on our constructs as on those of the CDK. The CDK's own decorator for this is internal.
 */
export function injected<P>(scope: Construct, uniqueId: string, id: string, props: P): P {
  for (const around of [...scope.node.scopes].reverse()) {
    const injector = PropertyInjectors.hasPropertyInjectors(around)
      ? PropertyInjectors.of(around).for(uniqueId)
      : undefined;
    if (injector !== undefined) return injector.inject(props, { scope, id });
  }
  return props;
}
