import { compareDeployed as compare } from '../lib/deployed/deployed-comparison';
import type { Deployed } from '../lib/review/diff';

export { protect } from '../lib/deployed/protection';

/** What is worth a word goes beside the report, which machines read. */
export const compareDeployed: Deployed['compareDeployed'] = (asked) =>
  compare(asked, (line) => process.stderr.write(`${line}\n`));
