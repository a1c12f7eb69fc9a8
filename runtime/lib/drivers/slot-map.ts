import type { Address } from './driver-options';

/** Slots that follow one another, and the primary that owns them. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
  readonly owner: Address;
}

/**
 * Reads the reply to `CLUSTER SLOTS`. What it does not understand it leaves out: those slots have no known owner.
 *
 * @param asked the server that gave it: a node that does not know its own name gives none
 */
export function parseSlots(reply: unknown, asked: Address): readonly SlotRange[] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((range): SlotRange[] => {
    const [from, to, primary] = Array.isArray(range) ? range : [];
    if (!Array.isArray(primary)) return [];
    const host = primary[0] === null ? '' : `${primary[0]}`;
    const owner = { host: host === '' || host === '?' ? asked.host : host, port: Number(primary[1]) };
    return Number.isInteger(Number(from)) && owner.port > 0 ? [{ from: Number(from), to: Number(to), owner }] : [];
  });
}
