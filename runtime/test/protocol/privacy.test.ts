import { Names } from '../../lib/protocol/names';
import { NAMES, onSingleServer, Row, readOf } from './lab';

onSingleServer((test_) => {
  test('P1: no parameter and no primary key stands in any key of the server', async () => {
    const one = await test_.start();
    const SECRET = '850123-1234';
    const pinned = NAMES.version(`public.persons#${SECRET}`);
    const tags = [NAMES.database, pinned];
    const key = NAMES.entry(`select * from persons where id = $1\n${SECRET}`);
    const request = readOf(new Row(), { key, tags: { found: tags, empty: tags } });
    await one.protocol.reader.read(request);
    await one.protocol.reader.settled();
    const held = (async () => {
      const write = await one.protocol.writer.announce([pinned]);
      const during = await test_.lab.command('', 'KEYS', '*');
      await write.settle();
      return during;
    })();
    const keys = [await held, await test_.lab.command('', 'KEYS', '*')].flat() as string[];
    expect(keys.length).toBeGreaterThan(3);
    for (const name of keys) expect(name).not.toContain(SECRET);
    // A plain hash of a short number can be guessed; this one needs the key.
    expect(pinned).not.toBe(new Names('lab', 'another key', 'app:').version(`public.persons#${SECRET}`));
  });

  test('O1: two releases, or two applications, share versions and announcements, but no entries', async () => {
    const one = await test_.start();
    const green = new Names('lab', 'a key for tests', 'green:');
    expect(green.versions(['public.t#1', 'public.t'])).toEqual(NAMES.versions(['public.t#1', 'public.t']));
    const [blue, other] = [NAMES.entry('q'), green.entry('q')];
    expect(other).not.toBe(blue);
    const row = new Row();
    const read = (key: string) => one.protocol.reader.read(readOf(row, { key }));
    expect((await read(blue)).source).toBe('load');
    expect((await read(other)).source).toBe('load');
    await one.protocol.reader.settled();
    const write = await one.protocol.writer.announce(readOf(row).tags.found.slice(1));
    row.value = 1;
    await write.settle();
    expect([(await read(blue)).value, (await read(other)).value]).toEqual([1, 1]);
  });

  test('P2: what an application encrypts is read by nobody without its key', async () => {
    const encryptionKey = Buffer.alloc(32, 1);
    const [one, same] = [await test_.start({ encryptionKey }), await test_.start({ encryptionKey })];
    const others = [await test_.start({ encryptionKey: Buffer.alloc(32, 2) }), await test_.start()];
    const row = new Row();
    row.value = 12_345_678;
    await one.protocol.reader.read(readOf(row));
    await one.protocol.reader.settled();
    expect(`${await test_.lab.command('', 'GET', readOf(row).key)}`).not.toContain('12345678');
    expect((await same.protocol.reader.read(readOf(row))).source).toBe('hit');
    for (const other of others) {
      expect(await other.protocol.reader.read(readOf(row))).toEqual({ value: 12_345_678, source: 'load' });
      await other.protocol.reader.settled();
      // And theirs is a miss for the first one, which replaces it.
      expect((await one.protocol.reader.read(readOf(row))).source).toBe('load');
      await one.protocol.reader.settled();
    }
  });
});
