import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { Entry, type EntryHead, type EntryOptions, writeEntry } from '../../lib/protocol/entry';

const KEY = 'app:cache-tier:e1:{x}';
const HEAD: EntryHead = { stamps: 'v1.1@r,v2.2@r,', fingerprint: 'f', renewAt: 1_000, loadMs: 7, empty: false };
const OPTIONS: EntryOptions = { compressFrom: 1_000, maxBytes: 100_000 };
const SECRET: EntryOptions = { ...OPTIONS, encryptionKey: randomBytes(32) };

const read = async (data: Buffer, options = OPTIONS, key = KEY) => {
  const entry = Entry.read(data);
  return entry && { head: entry.head, payload: await entry.payload(key, options) };
};

describe.each([
  ['in the clear', OPTIONS],
  ['encrypted', SECRET],
] as const)('an entry %s', (_, options) => {
  test.each([0, 1, 999, 1_000, 50_000])('comes back as it was written, with %i bytes', async (size) => {
    for (const payload of [Buffer.alloc(size, 'a'), randomBytes(size)]) {
      const data = await writeEntry(KEY, HEAD, payload, options);
      expect(await read(data, options)).toEqual({ head: HEAD, payload });
    }
  });

  test('is compressed where that makes it smaller', async () => {
    expect((await writeEntry(KEY, HEAD, Buffer.alloc(50_000), options)).length).toBeLessThan(1_000);
    expect((await writeEntry(KEY, HEAD, randomBytes(50_000), options)).length).toBeLessThan(50_200);
  });

  test('V5: any bit that is not as it was written, and any cut, is a miss', async () => {
    const payload = Buffer.from('12345');
    const data = await writeEntry(KEY, HEAD, payload, options);
    const isMiss = async (damaged: Buffer) => {
      try {
        const back = await read(damaged, options);
        return back === undefined || JSON.stringify(back.head) !== JSON.stringify(HEAD);
      } catch {
        return true;
      }
    };
    for (let bit = 0; bit < data.length * 8; bit += 1) {
      const damaged = Buffer.from(data);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      // What stands in the head is compared with what is expected; beyond that nothing may pass.
      expect([bit, await isMiss(damaged)]).toEqual([bit, true]);
    }
    for (let length = 0; length < data.length; length += 1) expect(await isMiss(data.subarray(0, length))).toBe(true);
    expect(await isMiss(Buffer.concat([data, Buffer.from([0])]))).toBe(true);
  });

  test('V5: foreign bytes are a miss', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, like) => {
        const data = Buffer.from(like ? [1, 0, 0, 4, ...bytes] : bytes);
        const back = await read(data, options).catch(() => undefined);
        return back === undefined;
      }),
    ));
});

test('V5: an entry of another format is none', async () => {
  const data = await writeEntry(KEY, HEAD, Buffer.from('x'), OPTIONS);
  data[0] = 2;
  expect(Entry.read(data)).toBeUndefined();
  expect(Entry.read(Buffer.alloc(0))).toBeUndefined();
});

test('V5: a compression bomb is not unpacked', async () => {
  const bomb = deflateRawSync(Buffer.alloc(10_000_000));
  const large = await writeEntry(KEY, HEAD, Buffer.alloc(50_000), OPTIONS);
  const entry = Entry.read(large)!;
  await expect(Promise.resolve(entry.payload(KEY, { ...OPTIONS, maxBytes: 49_999 }))).rejects.toThrow();
  expect(bomb.length).toBeLessThan(OPTIONS.maxBytes);
  const forged = await writeEntry(KEY, HEAD, bomb, { ...OPTIONS, compressFrom: Number.POSITIVE_INFINITY });
  forged[1]! |= 2;
  await expect((async () => Entry.read(forged)!.payload(KEY, OPTIONS))()).rejects.toThrow();
});

test.each([
  ['another key', (options: EntryOptions) => [{ ...options, encryptionKey: randomBytes(32) }, KEY] as const],
  ['another entry', (options: EntryOptions) => [options, 'app:cache-tier:e1:{y}'] as const],
  ['no key', (_: EntryOptions) => [OPTIONS, KEY] as const],
])('P2: an encrypted entry is a miss under %s', async (_, change) => {
  const data = await writeEntry(KEY, HEAD, Buffer.from('secret'), SECRET);
  expect(data.includes('secret')).toBe(false);
  const [options, key] = change(SECRET);
  await expect((async () => Entry.read(data)!.payload(key, options))()).rejects.toThrow();
});

test('P2: an entry in the clear is a miss for who encrypts, and so is one whose flag was taken away', async () => {
  const clear = await writeEntry(KEY, HEAD, Buffer.from('forged'), OPTIONS);
  await expect((async () => Entry.read(clear)!.payload(KEY, SECRET))()).rejects.toThrow();
  clear[1]! |= 4;
  await expect((async () => Entry.read(clear)!.payload(KEY, SECRET))()).rejects.toThrow();
});

test('P2: an encrypted entry cannot be made fresh again by another head', async () => {
  const data = await writeEntry(KEY, HEAD, Buffer.from('old'), SECRET);
  const other = await writeEntry(KEY, { ...HEAD, stamps: 'v9.1@r,v2.2@r,' }, Buffer.from('new'), SECRET);
  const headEnd = 8 + data.readUInt16BE(2);
  expect(other.readUInt16BE(2)).toBe(data.readUInt16BE(2));
  const forged = Buffer.concat([other.subarray(0, headEnd), data.subarray(headEnd)]);
  await expect((async () => Entry.read(forged)!.payload(KEY, SECRET))()).rejects.toThrow();
});
