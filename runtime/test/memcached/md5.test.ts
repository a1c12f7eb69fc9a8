import { hash } from 'node:crypto';
import { md5 } from '../../lib/memcached/md5';

test.each([
  ['short texts, at each length up to four blocks', (n: number) => 'abcdefghij'.repeat(25).slice(0, n)],
  ['texts that are not ASCII', (n: number) => 'schöne Grüße, 日本 🗝'.repeat(15).slice(0, n)],
])('%s have the hash that Node.js gives them', (_, make) => {
  for (let length = 0; length <= 250; length += 1) {
    const text = make(length);
    const bytes = Buffer.alloc(16);
    for (const [i, word] of md5(text).entries()) bytes.writeUInt32LE(word, 4 * i);
    expect(bytes.toString('hex')).toBe(hash('md5', text));
  }
});
