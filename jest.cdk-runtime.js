// jest `runtime`: loads the CDK once per worker with Node's own require, outside the sandbox of each test file.
// Reloading it in every file is three quarters of the time of a sandboxed run.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { default: Runtime } = require('jest-runtime');

// `npm run test:floor` sets another root, with the oldest CDK that we support.
const native = createRequire(join(process.env.CDK_ROOT ?? __dirname, 'package.json'));
const SHARED = /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/;

module.exports = class CdkRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? native(name) : super.requireModuleOrMock(from, name);
  }
};
