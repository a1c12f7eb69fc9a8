/** A snapshot serializer that leaves out what changes with releases of the CDK: hashes of its assets, and its runtime. */
export const hashes = {
  test: (value: unknown): boolean => typeof value === 'string' && [HASH, RUNTIME].some((form) => form.test(value)),
  serialize: (value: string): string =>
    JSON.stringify(value.replaceAll(new RegExp(HASH, 'g'), '<hash>').replace(RUNTIME, '<runtime>')),
};

const HASH = /[0-9a-f]{64}/;
const RUNTIME = /^nodejs\d+\.x$/;
