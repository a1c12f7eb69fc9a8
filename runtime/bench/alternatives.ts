import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of this benchmark; its bundles lie one folder below. */
const FOLDER = process.env.CACHE_TIER_BENCH ?? __dirname;

/** The manifest of the package that the alternatives are dependencies of. */
export function alternatives(): string {
  return join(FOLDER, 'alternatives', 'package.json');
}

/** Installs the alternatives where they are missing, as their lock says. */
export function installAlternatives(): void {
  const folder = join(FOLDER, 'alternatives');
  const wanted: Record<string, string> = JSON.parse(readFileSync(alternatives(), 'utf8')).dependencies;
  const missing = Object.entries(wanted).some(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return !existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== version;
  });
  if (!missing) return;
  console.log('Installing the alternatives.');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder], { stdio: 'inherit' });
}

/** The exact versions that are compared. */
export function alternativeVersions(): { readonly [name: string]: string } {
  return JSON.parse(readFileSync(alternatives(), 'utf8')).dependencies;
}
