import type { PgQueryClass } from './pg-shapes';

/** A value as it is sent to the server. */
export type PreparedValue = string | Buffer | null;

const mappers = new WeakMap<PgQueryClass, (value: unknown) => unknown>();

/**
 * The values as node-postgres sends them, made by its own function. Dates take the time zone of the process, objects
 * their JSON or their `toPostgres`.
 *
 * @throws Error what node-postgres throws for such a value
 */
export function preparedValues(Query: PgQueryClass, values: readonly unknown[]): PreparedValue[] {
  const map = mapperOf(Query);
  return values.map((value) => {
    const prepared = map(value);
    if (prepared !== null && typeof prepared !== 'string' && !Buffer.isBuffer(prepared)) {
      throw new TypeError('node-postgres made neither text nor bytes of a value');
    }
    // Bytes are the application's own memory, which it may change before they are sent.
    return Buffer.isBuffer(prepared) ? Buffer.from(prepared) : prepared;
  });
}

/** The function is not exported by the class of a client, but a query hands it to its connection. */
function mapperOf(Query: PgQueryClass): (value: unknown) => unknown {
  let mapper = mappers.get(Query);
  if (!mapper) {
    const ignore = () => undefined;
    new Query({ text: 'SELECT $1', values: [1] }).prepare({
      parsedStatements: {},
      submittedNamedStatements: {},
      parse: ignore,
      describe: ignore,
      execute: ignore,
      sync: ignore,
      flush: ignore,
      bind: (config: { valueMapper?: (value: unknown) => unknown }) => {
        mapper = config.valueMapper;
      },
    });
    if (typeof mapper !== 'function') throw new TypeError('This version of node-postgres has no valueMapper');
    mappers.set(Query, mapper);
  }
  return mapper;
}
