import { compareDeployed as compare } from '../lib/deployed/deployed-comparison';
import type { Deployed } from '../lib/review/diff';

export { protect } from '../lib/deployed/protection';
export { state } from '../lib/deployed/stack-states';

// The bundle holds the SDK as it is: that later ones will need a newer Node.js is nothing for its user to act on.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** What is worth a word goes beside the report, which machines read. */
export const compareDeployed: Deployed['compareDeployed'] = (asked) =>
  compare(asked, (line) => process.stderr.write(`${line}\n`));
