const { createHash } = require('node:crypto');
const { basename } = require('node:path');
const { transformSync, version } = require('esbuild');

const options = { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'inline' };

module.exports = {
  process: (source, file) => ({ code: transformSync(source, { ...options, sourcefile: basename(file) }).code }),
  // Without `instrument` in the key a coverage run is served uninstrumented code and reports 0 %.
  getCacheKey: (source, file, { instrument }) =>
    createHash('sha256')
      .update(JSON.stringify([version, options, file, source, instrument]))
      .digest('hex'),
};
