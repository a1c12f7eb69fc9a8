// Each synth would start the WebAssembly validator (seconds): only the strict gate turns it on.
process.env.CDK_VALIDATION ??= 'false';
// What the AWS SDK says of the version of Node.js is nothing that a test could mend.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/runtime/lib', '<rootDir>/runtime/test', '<rootDir>/test'],
  // `npm run test:deploy` has its own configuration.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deploy/'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  moduleNameMapper: {
    '^cache-tier/link$': '<rootDir>/runtime/lib/link.ts',
    '^cache-tier/memcached$': '<rootDir>/runtime/lib/memcached.ts',
    '^cdk-cache-tier$': '<rootDir>/lib/index.ts',
    '^cdk-cache-tier/testing$': '<rootDir>/lib/testing/index.ts',
  },
  transform: { '^.+\\.ts$': '<rootDir>/jest.esbuild-transform.js' },
  runtime: '<rootDir>/jest.cdk-runtime.js',
  globalSetup: './test/servers/global-setup.ts',
  // valkey-glide's native part, loaded in several sandboxes of one process, keeps Node.js from ending: all tests done, it
  // spins in its clean-up. That an application ends by itself is tested in processes of their own.
  forceExit: true,
  // By default jest leaves one processor to itself, which is half of a machine with two.
  maxWorkers: '100%',
  // Real servers on a busy machine; what hangs still ends.
  testTimeout: 60_000,
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'babel',
};
