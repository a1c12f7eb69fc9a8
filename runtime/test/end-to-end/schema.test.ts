import { readUntilHit, UPDATE, useScene, valueIn } from './processes';

const scene = useScene();

/** Row 1 follows row 2. */
const FUNCTION = `CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN IF NEW.id = 2 THEN UPDATE items SET v = NEW.v WHERE id = 1; END IF; RETURN NULL; END'`;
const TRIGGER = 'CREATE TRIGGER follow AFTER UPDATE ON items FOR EACH ROW EXECUTE FUNCTION follow()';

test('B3, B6: a trigger that one process makes counts for the next write of another, even if that one never reads', async () => {
  const [migration, writer, reader] = await Promise.all([scene.start(), scene.start(), scene.start()]);
  await writer.call('query', UPDATE, [2, 1]);
  await readUntilHit(reader);
  await migration.call('query', FUNCTION);
  await migration.call('query', TRIGGER);
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([0]));
  await writer.call('query', UPDATE, [2, 7]);
  expect(await valueIn(reader)).toBe(7);
  await migration.call('query', 'DROP TRIGGER follow ON items');
}, 60_000);
