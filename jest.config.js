// Each synth would start the WebAssembly validator (seconds): only the strict gate turns it on.
process.env.CDK_VALIDATION ??= 'false';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/test'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  moduleNameMapper: { '^cache-tier/link$': '<rootDir>/runtime/lib/link.ts' },
  transform: { '^.+\\.ts$': '<rootDir>/jest.esbuild-transform.js' },
  runtime: '<rootDir>/jest.cdk-runtime.js',
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'babel',
};
