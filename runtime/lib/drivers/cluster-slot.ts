/** The slots of a cluster. */
export const SLOTS = 16_384;

/** CRC-16 with the polynomial 0x1021 (XMODEM), by the byte that enters. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/**
 * The slot of a key: of what stands between its first `{` and the next `}`, if that is not empty, or else of all of it.
 *
 * @see https://valkey.io/topics/cluster-spec/
 */
export function clusterSlot(key: string): number {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  const from = close > open + 1 ? open + 1 : 0;
  const to = close > open + 1 ? close : key.length;
  let crc = 0;
  for (let index = from; index < to; index += 1) {
    const code = key.charCodeAt(index);
    if (code > 127) return slotOfBytes(Buffer.from(key.slice(from, to)));
    crc = next(crc, code);
  }
  return crc % SLOTS;
}

function slotOfBytes(bytes: Buffer): number {
  return bytes.reduce(next, 0) % SLOTS;
}

function next(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ TABLE[((crc >> 8) ^ byte) & 0xff];
}
