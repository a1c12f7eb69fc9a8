const { roots, globalSetup, ...config } = require('./jest.config.js');

/** The tests that deploy to an emulator: `npm run test:deploy`. @type {import('jest').Config} */
module.exports = {
  ...config,
  roots: ['<rootDir>/test/deploy'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: './test/deploy/emulator/global-setup.ts',
  // A deployment is several processes, and the emulator is another.
  testTimeout: 240_000,
};
