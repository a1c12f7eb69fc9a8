import type { KnownDatabase } from './known-database';
import type { PgQueryClass, PgResult, TypeParsers } from './pg-shapes';
import { decodeAnswer } from './wire-payload';

/** How the caller wants the rows: it is no part of what is stored. */
export interface RowForm {
  readonly Query: PgQueryClass;
  readonly rowMode?: unknown;
  /** The parsers of the query, if it has its own. */
  readonly types?: unknown;
  /** Those of its client otherwise. */
  readonly clientTypes?: TypeParsers;
}

/**
 * Makes a result of a stored answer, by node-postgres' own query: parsers, row modes and duplicate names are its own.
 *
 * @throws Error if the payload is damaged, or a type parser fails
 */
export function replay(payload: Buffer, form: RowForm, { fieldShape }: KnownDatabase): PgResult {
  const { fields, rows, command } = decodeAnswer(payload);
  let outcome: { error?: unknown; result?: PgResult } = {};
  const query = new form.Query(
    { text: '', rowMode: form.rowMode, types: form.types },
    undefined,
    (error: unknown, result: PgResult) => {
      outcome = { error, result };
    },
  );
  if (query._result && !query._result._types) query._result._types = form.clientTypes;
  query.handleRowDescription({ fields: fields.map((field) => Object.assign(Object.create(fieldShape), field)) });
  const message = { fields: NO_VALUES };
  for (const row of rows) {
    message.fields = row;
    query.handleDataRow(message);
  }
  query.handleCommandComplete({ text: command }, undefined);
  query.handleReadyForQuery(undefined);
  if (outcome.error || !outcome.result) throw outcome.error ?? new Error('node-postgres made no result');
  return outcome.result;
}

const NO_VALUES: readonly (string | null)[] = [];
