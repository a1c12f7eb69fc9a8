import { Metric, type Metrics } from '../metrics/metrics';
import { databaseOf } from '../protocol/names';
import type { Protocol } from '../protocol/protocol';
import { stampOf } from '../protocol/stamps';
import type { Announcement } from '../protocol/writer';
import type { DatabaseSchema } from './database-schema';

/** The schema that a write was planned under, and the version key that tells of its changes. */
export interface PlannedUnder {
  readonly schema: DatabaseSchema;
  readonly key: string;
}

/**
 * Announces writes that were planned under a schema. A trigger that another process has just made writes tables that the
 * plan does not know. So the version key of the schema is looked at beside the announcement, and again beside the end of
 * the write, as the change may have come in between: a write that it has overtaken drops everything of the database.
 */
export async function announcePlanned(
  { cache, writer }: Protocol,
  metrics: Metrics,
  versions: readonly string[],
  under: PlannedUnder | undefined,
): Promise<Announcement> {
  const database = databaseOf(versions[0]!);
  if (!under || versions.includes(database)) return writer.announce(versions);
  const { schema, key } = under;
  const holds = async (): Promise<boolean> => {
    try {
      const { batch, place } = cache.ask(key);
      await batch.reading;
      return schema.isStill(stampOf(batch.text(place), batch.generation));
    } catch {
      // Without the cache the announcement has failed as well, and is counted.
      return true;
    }
  };
  const [announcement, held] = await Promise.all([writer.announce(versions), holds()]);
  if (!held) {
    metrics.count(Metric.DATABASE_DROP, 'schema-changed');
    return both(announcement, await writer.announce([database]));
  }
  return {
    ...announcement,
    settle: async () => {
      const [still] = await Promise.all([holds(), announcement.settle()]);
      if (still) return;
      metrics.count(Metric.DATABASE_DROP, 'schema-changed');
      if (!(await writer.drop([database]))) metrics.count(Metric.UNACKNOWLEDGED, 'invalidation');
    },
  };
}

function both(one: Announcement, other: Announcement): Announcement {
  return {
    acknowledged: one.acknowledged && other.acknowledged,
    settle: async () => {
      await Promise.all([one.settle(), other.settle()]);
    },
    uncertain: () => {
      one.uncertain();
      other.uncertain();
    },
  };
}
