import { BYPASS } from '../sql/bypass';
import { WrapReason } from './wrap-reason';

const WRAP_REASONS: { readonly [reason in WrapReason]?: string } = {
  [WrapReason.OFF]: "The mode is 'off'.",
  [WrapReason.FRESH]: 'It is asked within `fresh`.',
  [WrapReason.NO_RULE]: 'No rule covers all of its tables, and neither a hint nor an option of the query asks for it.',
  [WrapReason.DATABASE_UNKNOWN]: "The database does not say which one it is: give it a name by the option 'database'.",
  [WrapReason.REPLICA]: "The connection is to a standby, and the option 'replica' is not given.",
  [WrapReason.PER_SESSION]: "What it returns depends on the session, and the option 'tenantKey' is not given.",
  [WrapReason.NOT_VISIBLE]: 'It is no pool of node-postgres whose traffic can be seen.',
  [WrapReason.VALUE]: 'A value cannot be sent.',
  [WrapReason.STRINGS]: "The setting 'standard_conforming_strings' of the session is off.",
  [WrapReason.CATALOG]: 'The catalog of the database cannot be read.',
};

/** A sentence for a reason, as it stands in metrics. */
export function reasonText(reason: string): string {
  const texts: { readonly [reason: string]: string | undefined } = { ...BYPASS, ...WRAP_REASONS };
  return texts[reason] ?? 'See the documentation.';
}
