import type { RequestListener } from 'node:http';
import { CacheTier } from 'cache-tier';
import { DEFAULT_SESSIONS_CONNECTION } from 'cache-tier/link';
import { lambdaHandler } from '../http/lambda';
import { overSocket } from '../http/over-socket';
import { serve } from '../http/server';
import { sessionsApplication } from './application';
import { COOKIE_SECRET_VARIABLE, cookieSecret } from './cookie-secret';

const tier = CacheTier.fromEnv({
  connection: DEFAULT_SESSIONS_CONNECTION,
  onProblem: (error) => console.error(error),
});
const store = tier.sessionStore();
// There is no database that could answer while the first connection is made.
const connected = tier.ready();
let made: Promise<RequestListener> | undefined;

/** The application, made when it is asked for first, because its secret has to be read. */
function application(): Promise<RequestListener> {
  made ??= Promise.all([cookieSecret(process.env[COOKIE_SECRET_VARIABLE] ?? ''), connected]).then(([secret]) =>
    sessionsApplication({ store, secret, metrics: () => tier.metrics() }),
  );
  // The next request tries again.
  made.catch(() => {
    made = undefined;
  });
  return made;
}

const listener: RequestListener = (request, response) => {
  application().then(
    (answer) => answer(request, response),
    (error) => {
      console.error(error);
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"error":"something went wrong; the log of the application says what"}\n');
    },
  );
};
const close = () => tier.close();

/** For Lambda. */
export const handler = lambdaHandler(overSocket(listener, close));

// In a container: node index.js
if (require.main === module) serve(listener, close);
