import { Client, types } from 'pg';
import { Planner } from '../../lib/sql/planner';
import { type RunningPostgres, startPostgres } from '../servers/postgres';
import { DECLARED, SCHEMA } from './schema';

/** A server with the schema of these tests, and a planner that has read it. */
export interface Planned {
  readonly server: RunningPostgres;
  readonly client: Client;
  readonly planner: Planner;
  stop(): Promise<void>;
}

export async function startPlanned(): Promise<Planned> {
  const server = await startPostgres();
  const client = new Client(server.config());
  await client.connect();
  await client.query(SCHEMA);
  const planner = plannerOf(client);
  await planner.load();
  return {
    server,
    client,
    planner,
    stop: async () => {
      await client.end();
      await server.stop();
    },
  };
}

export function plannerOf(client: Client): Planner {
  return new Planner({ run: (sql) => client.query({ text: sql, types }), functions: DECLARED });
}

export const PATH = ['app', 'public'];
