// Loaded before the command line of the CDK: its 16 MB are compiled once, and not by each of its processes.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename) {
  const folder = filename.match(/^(.*[\\/]node_modules[\\/])aws-cdk[\\/]lib[\\/]index\.js$/)?.[1];
  if (folder === undefined) return compile.call(this, content, filename);
  const { version } = this.require('../package.json');
  const file = join(folder, '.cache', `cdk-${version}-${process.version}.compiled`);
  const script = new Script(Module.wrap(content), { filename, cachedData: read(file) });
  // With what it compiled on its way; whoever ends first writes for all that start afterwards.
  if (script.cachedDataRejected !== false) process.once('exit', () => write(file, script.createCachedData()));
  const load = Object.assign((id) => this.require(id), {
    cache: Module._cache,
    main: process.mainModule,
    resolve: Module.createRequire(filename).resolve,
  });
  return script.runInThisContext().call(this.exports, this.exports, load, this, filename, dirname(filename));
};

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function write(file, data) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, data);
  renameSync(`${file}.${process.pid}`, file);
}
