import { ClusterCapacity } from '../../lib/database/cluster-capacity';
import { DatabaseProfile } from '../../lib/database/database-profile';
import { MasterCredentials } from '../../lib/database/master-credentials';
import { strictApp } from '../compliance/strict-app';
import { database, stackIn, TITLES } from './given';

test('the validator finds nothing in databases of every engine, behind a proxy, for development, and serverless', () => {
  const app = strictApp();
  for (const title of TITLES) {
    const id = title.replace(' ', '');
    database(stackIn(app, id), title, { proxy: true });
    database(stackIn(app, `${id}Dev`), title, { profile: DatabaseProfile.DEV, changeDataCapture: true });
    database(stackIn(app, `${id}Serverless`), title, {
      capacity: ClusterCapacity.serverless(),
      credentials: MasterCredentials.generated(),
    });
  }
  expect(() => app.synth()).not.toThrow();
});
