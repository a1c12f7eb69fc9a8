import { App, type InjectionContext, type IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { injected } from '../../lib/policy/property-injection';

class Renaming implements IPropertyInjector {
  public context?: InjectionContext;

  constructor(
    private readonly name: string,
    public readonly constructUniqueId = 'test.Thing',
  ) {}

  // biome-ignore lint/suspicious/noExplicitAny: the interface of the CDK
  public inject(original: any, context: InjectionContext): any {
    this.context = context;
    return { ...original, name: this.name };
  }
}

const nameIn = (scope: Construct) => injected(scope, 'test.Thing', 'Id', { name: 'given', size: 1 });

describe('properties', () => {
  test('are as given without an injector', () => {
    expect(nameIn(new Stack(new App(), 'Stack'))).toEqual({ name: 'given', size: 1 });
  });

  test('are what the injector of a scope around makes of them', () => {
    const injector = new Renaming('app');
    const scope = new Construct(new Stack(new App({ propertyInjectors: [injector] }), 'Stack'), 'Inner');
    expect(nameIn(scope)).toEqual({ name: 'app', size: 1 });
    expect([injector.context?.id, injector.context?.scope.node.path]).toEqual(['Id', 'Stack/Inner']);
  });

  test('are what the nearest injector of that class makes of them', () => {
    const scope = new Stack(new App({ propertyInjectors: [new Renaming('app')] }), 'Stack');
    const inner = new Construct(scope, 'Inner');
    PropertyInjectors.of(scope).add(new Renaming('stack'));
    PropertyInjectors.of(inner).add(new Renaming('other', 'test.Other'));
    expect(nameIn(inner)).toEqual({ name: 'stack', size: 1 });
  });
});
