import { type Folding, unique } from './folding';
import { isPublic, type NetworkRule, networkRules, type Peer } from './network-rules';
import type { StackTemplate } from './stack-template';

/** Who may open a connection to what. */
export interface Reach {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: string;
  /** Whether the security group of the one that opens it lets it out; undefined where that stands elsewhere. */
  readonly leaves?: boolean;
}

/** What security groups let in, and whether those that come are let out. */
export function reachOf(template: StackTemplate): Reach[] {
  const rules = networkRules(template);
  const out = rules.filter(({ direction }) => direction === 'out');
  return rules
    .filter(({ direction }) => direction === 'in')
    .map(({ peer, group, port }) => ({
      from: peer,
      to: group,
      port,
      leaves: leaves(peer, group, port, out, template),
    }));
}

/** What may leave for places outside of the stack, by those that may go there. */
export function exitsOf(template: StackTemplate): readonly NetworkRule[] {
  return networkRules(template).filter(({ direction, peer }) => direction === 'out' && peer.id === undefined);
}

/** How a table names who stands at one end of a rule. */
export function saidPeer({ id, text }: Peer, folding: Folding): string {
  if (id !== undefined) return unique(folding.namesOf(id)).join(', ') || text;
  if (text.endsWith('.CidrBlock')) return `every address of ${text.replace('.CidrBlock', '')}`;
  if (text === '0.0.0.0/0' || text === '::/0') return 'anywhere';
  return isPublic({ text }) ? `${text} (public addresses)` : text;
}

function leaves(
  from: Peer,
  to: Peer,
  port: string,
  out: readonly NetworkRule[],
  { parts }: StackTemplate,
): boolean | undefined {
  if (from.id === undefined || !parts.has(from.id)) return undefined;
  return out.some(
    ({ group, peer, port: allowed }) =>
      group.id === from.id &&
      (allowed === 'every port' || allowed === port) &&
      ((peer.id !== undefined && peer.id === to.id) || /^(0\.0\.0\.0|::)\/0$/.test(peer.text)),
  );
}
