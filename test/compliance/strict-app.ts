import { App, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib';

/**
 * An app whose synthesis fails on everything that the validator of the CDK reports, warnings included. The plugin is
 * stated, because `jest.config.js` turns the built-in one off through the environment, which the CDK that all test files
 * of a worker share reads outside their sandbox.
 */
export function strictApp(): App {
  const app = new App({
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:strictCfnValidateErrors': true,
    },
  });
  Validations.of(app).addPlugins(validator);
  return app;
}

/** The plugin and its engine, which takes seconds to start: one for all apps of a test file. */
const validator = new CloudFormationValidatePlugin();
