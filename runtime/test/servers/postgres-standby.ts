import { chownSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type PostgresOptions, type RunningPostgres, startFrom } from './postgres';
import { copyData, initialisedCluster } from './postgres-cluster';

/** A server that follows another one by streaming, and answers reads from what it has replayed. */
export interface RunningStandby extends RunningPostgres {
  /** Replays nothing from now on, so that reads are stale. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Replays each commit so many milliseconds after it was made; 0 ends it. Not while replay is paused. */
  delayReplay(ms: number): Promise<void>;
  /** Resolves when all that the primary has committed by now can be read here. */
  caughtUp(): Promise<void>;
  /** Makes it a primary; the other server does not know. */
  promote(): Promise<void>;
}

let slots = 0;

/** Starts a standby from a copy of the primary; who starts it stops it. */
export async function startStandby(primary: RunningPostgres, options: PostgresOptions = {}): Promise<RunningStandby> {
  slots += 1;
  const slot = `standby_${slots}`;
  // The primary keeps all of its log from here on.
  await primary.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
  const conninfo = `host=${primary.host} port=${primary.port} user=${primary.user} application_name=${slot}`;
  const server = await startFrom((data) => copyOf(primary, data), {
    ...options.settings,
    primary_conninfo: conninfo,
    primary_slot_name: slot,
    hot_standby_feedback: 'on',
  });
  const pauseReplay = async () => {
    await server.query('SELECT pg_wal_replay_pause()');
    await until(server, "SELECT pg_get_wal_replay_pause_state() = 'paused' AS done");
  };
  const resumeReplay = async () => {
    await server.query('SELECT pg_wal_replay_resume()');
  };
  const standby: RunningStandby = {
    ...server,
    pauseReplay,
    resumeReplay,
    delayReplay: async (ms) => {
      await server.query(`ALTER SYSTEM SET recovery_min_apply_delay = '${ms}ms'`);
      await server.query('SELECT pg_reload_conf()');
      const setting = "(SELECT setting FROM pg_settings WHERE name = 'recovery_min_apply_delay')";
      await until(server, `SELECT ${setting} = $1 AS done`, [`${ms}`]);
      // The process that replays reads its settings before it says that it has paused.
      await pauseReplay();
      await resumeReplay();
    },
    caughtUp: async () => {
      // The end of the log may not be sent before somebody commits; a message is.
      const { rows } = await primary.query("SELECT pg_logical_emit_message(false, 'caught up', '', true) AS lsn");
      await until(server, 'SELECT pg_last_wal_replay_lsn() >= $1 AS done', [rows[0].lsn]);
    },
    promote: async () => {
      await server.query('SELECT pg_promote(true)');
    },
  };
  await standby.caughtUp();
  return standby;
}

/** What pg_basebackup would do: it is not among the programs that npm brings. */
async function copyOf(primary: RunningPostgres, data: string): Promise<void> {
  const { identity } = initialisedCluster();
  const session = new Client(primary.config());
  await session.connect();
  await session.query("SELECT pg_backup_start('standby', true)");
  await copyData(join(primary.folder, 'data'), data, identity);
  const { rows } = await session.query('SELECT labelfile FROM pg_backup_stop(false)');
  await session.end();
  for (const folder of ['pg_wal', 'pg_replslot', 'pg_wal/archive_status', 'pg_wal/summaries'])
    empty(join(data, folder));
  for (const file of ['postmaster.pid', 'postmaster.opts']) rmSync(join(data, file), { force: true });
  for (const [name, text] of Object.entries({ backup_label: rows[0].labelfile, 'standby.signal': '' })) {
    writeFileSync(join(data, name), text);
    if (identity) chownSync(join(data, name), identity.uid, identity.gid);
  }
}

/** Files of the log and of slots are the primary's own. */
function empty(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (folder.endsWith('pg_wal') && statSync(path).isDirectory()) continue;
    rmSync(path, { recursive: true });
  }
}

async function until(server: RunningPostgres, sql: string, values?: unknown[]): Promise<void> {
  while (!(await server.query(sql, values)).rows[0].done) await pause(5);
}
