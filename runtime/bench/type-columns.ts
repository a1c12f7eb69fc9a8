/** One value of each type that applications meet, and of each kind of value that JSON has no word for. */
export const TYPE_COLUMNS: { readonly [name: string]: string } = {
  bool: 'true',
  int2: '7::int2',
  int4: '42::int4',
  int8: '9223372036854775807::int8',
  float4: '1.5::float4',
  float8: "'NaN'::float8",
  float8_infinity: "'Infinity'::float8",
  numeric: '12345678901234567890.123456789::numeric',
  text: "E'caf\\u00e9 \\u2603'::text",
  varchar: "''::varchar(20)",
  char: "'ab'::char(4)",
  bytea: "'\\xdeadbeef00'::bytea",
  timestamptz: "'2026-11-26 22:00:00.123+00'::timestamptz",
  timestamp: "'2026-11-26 22:00:00.123'::timestamp",
  date: "'2026-11-26'::date",
  date_infinity: "'infinity'::timestamptz",
  time: "'22:00:01'::time",
  interval: "'1 year 2 mons 3 days 04:05:06.7'::interval",
  uuid: "'6f0f4c2e-7f3c-4a43-9a62-0a4d3b0c8d11'::uuid",
  json: '\'{"a": [1, null, "x"]}\'::json',
  jsonb: '\'{"b": {"c": 1.5}}\'::jsonb',
  int_array: 'ARRAY[1, NULL, 3]',
  timestamptz_array: "ARRAY['2026-11-26 22:00:00+00'::timestamptz, NULL]",
  point: 'point(1.5, 2)',
  int4range: 'int4range(1, 10)',
  null: 'NULL::text',
};

export const TYPES_QUERY = `SELECT ${Object.entries(TYPE_COLUMNS)
  .map(([name, expression]) => `${expression} AS "${name}"`)
  .join(', ')}`;
