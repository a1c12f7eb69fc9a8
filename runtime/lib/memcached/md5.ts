/**
 * MD5 (RFC 1321), as the ring needs it: it protects nothing, but keys lie where it says. That of `node:crypto` takes three
 * times as long for a short key, and refuses to work in a process that keeps to FIPS 140.
 */

/** The constants of the 64 steps. */
const SINES = Int32Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));

const BLOCK_BYTES = 64;

const words = new Int32Array(16);
const state = new Uint32Array(4);

/** The four words of the hash of a text. The next call overwrites them. */
export function md5(text: string): Uint32Array {
  // One character, one byte.
  const bytes = isAscii(text) ? text : Buffer.from(text).toString('latin1');
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  // A byte that ends the text, and eight with its length.
  const blocks = ((bytes.length + 8) >> 6) + 1;
  for (let block = 0; block < blocks; block += 1) {
    fill(bytes, block * BLOCK_BYTES);
    if (block === blocks - 1) words[14] = bytes.length << 3;
    mix();
  }
  return state;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function fill(bytes: string, from: number): void {
  words.fill(0);
  const length = Math.min(bytes.length - from, BLOCK_BYTES);
  for (let i = 0; i < length; i += 1) words[i >> 2]! |= bytes.charCodeAt(from + i) << ((i & 3) << 3);
  if (length >= 0 && length < BLOCK_BYTES) words[length >> 2]! |= 0x80 << ((length & 3) << 3);
}

/** Written out by four steps, as the rotation of the four words and the shifts repeat. */
function mix(): void {
  const [sines, w] = [SINES, words];
  let a = state[0]! | 0;
  let b = state[1]! | 0;
  let c = state[2]! | 0;
  let d = state[3]! | 0;
  for (let i = 0; i < 16; i += 4) {
    a = turned((a + (d ^ (b & (c ^ d))) + sines[i]! + w[i]!) | 0, 7, b);
    d = turned((d + (c ^ (a & (b ^ c))) + sines[i + 1]! + w[i + 1]!) | 0, 12, a);
    c = turned((c + (b ^ (d & (a ^ b))) + sines[i + 2]! + w[i + 2]!) | 0, 17, d);
    b = turned((b + (a ^ (c & (d ^ a))) + sines[i + 3]! + w[i + 3]!) | 0, 22, c);
  }
  for (let i = 16; i < 32; i += 4) {
    a = turned((a + (c ^ (d & (b ^ c))) + sines[i]! + w[(5 * i + 1) & 15]!) | 0, 5, b);
    d = turned((d + (b ^ (c & (a ^ b))) + sines[i + 1]! + w[(5 * i + 6) & 15]!) | 0, 9, a);
    c = turned((c + (a ^ (b & (d ^ a))) + sines[i + 2]! + w[(5 * i + 11) & 15]!) | 0, 14, d);
    b = turned((b + (d ^ (a & (c ^ d))) + sines[i + 3]! + w[(5 * i) & 15]!) | 0, 20, c);
  }
  for (let i = 32; i < 48; i += 4) {
    a = turned((a + (b ^ c ^ d) + sines[i]! + w[(3 * i + 5) & 15]!) | 0, 4, b);
    d = turned((d + (a ^ b ^ c) + sines[i + 1]! + w[(3 * i + 8) & 15]!) | 0, 11, a);
    c = turned((c + (d ^ a ^ b) + sines[i + 2]! + w[(3 * i + 11) & 15]!) | 0, 16, d);
    b = turned((b + (c ^ d ^ a) + sines[i + 3]! + w[(3 * i + 14) & 15]!) | 0, 23, c);
  }
  for (let i = 48; i < 64; i += 4) {
    a = turned((a + (c ^ (b | ~d)) + sines[i]! + w[(7 * i) & 15]!) | 0, 6, b);
    d = turned((d + (b ^ (a | ~c)) + sines[i + 1]! + w[(7 * i + 7) & 15]!) | 0, 10, a);
    c = turned((c + (a ^ (d | ~b)) + sines[i + 2]! + w[(7 * i + 14) & 15]!) | 0, 15, d);
    b = turned((b + (d ^ (c | ~a)) + sines[i + 3]! + w[(7 * i + 5) & 15]!) | 0, 21, c);
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}

/** All sums are cut to 32 bits at once, or they would become floating-point numbers, and slow. */
function turned(word: number, bits: number, to: number): number {
  return (to + ((word << bits) | (word >>> (32 - bits)))) | 0;
}
