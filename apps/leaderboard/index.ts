import { CacheTier } from 'cache-tier';
import { DEFAULT_LEADERBOARD_CONNECTION } from 'cache-tier/link';
import { lambdaHandler } from '../http/lambda';
import { listenerOf, serve } from '../http/server';
import { leaderboardApplication } from './application';

const tier = CacheTier.fromEnv({
  connection: DEFAULT_LEADERBOARD_CONNECTION,
  onProblem: (error) => console.error(error),
});
const application = leaderboardApplication(tier.leaderboard('game'), tier);

/** For Lambda. */
export const handler = lambdaHandler(application);

// In a container: node index.js
if (require.main === module) serve(listenerOf(application), application.close);
