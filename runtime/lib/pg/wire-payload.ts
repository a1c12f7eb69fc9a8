/**
 * The answer of the server as it came: the description of its columns, and its rows as text. The text of all values
 * stands in one piece behind their lengths, because one long piece is decoded many times faster than many short ones.
 */
export interface WireAnswer {
  readonly fields: readonly WireField[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** The tag of the command, such as `SELECT 3`. */
  readonly command: string;
}

export interface WireField {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
  readonly format: string;
}

const FORMAT = 1;
const FORMATS = ['text', 'binary'];
const NUMBERS = 6;
/** What stands for NULL, where else the length of a value stands, plus one. */
const NULL = 0;

/** Writes an answer; undefined if it has no columns, or a value that is no text. */
export function encodeAnswer({ fields, rows, command }: WireAnswer): Buffer | undefined {
  if (fields.length === 0) return undefined;
  const lengths: number[] = [fields.length, rows.length];
  let text = '';
  const add = (value: string | null | undefined) => {
    lengths.push(value == null ? NULL : value.length + 1);
    if (value != null) text += value;
  };
  add(command);
  for (const field of fields) {
    const format = FORMATS.indexOf(field.format);
    if (typeof field.name !== 'string' || format < 0) return undefined;
    add(field.name);
    lengths.push(field.tableID, field.columnID, field.dataTypeID, field.dataTypeSize, field.dataTypeModifier, format);
  }
  for (const row of rows) {
    if (row.length !== fields.length) return undefined;
    for (const value of row) {
      if (value !== null && typeof value !== 'string') return undefined;
      add(value);
    }
  }
  const numbers = Buffer.allocUnsafe(5 * (lengths.length + 1));
  const end = writeNumbers(numbers, lengths);
  const bytes = Buffer.byteLength(text);
  const payload = Buffer.allocUnsafe(5 + end + bytes);
  payload[0] = FORMAT;
  payload.writeUInt32BE(end, 1);
  numbers.copy(payload, 5, 0, end);
  payload.write(text, 5 + end, 'utf8');
  return payload;
}

/**
 * Reads an answer.
 *
 * @throws Error if the payload is truncated, damaged or of another format
 */
export function decodeAnswer(payload: Buffer): WireAnswer {
  if (payload.length < 5 || payload[0] !== FORMAT) throw damaged();
  const split = 5 + payload.readUInt32BE(1);
  if (split > payload.length) throw damaged();
  const text = payload.toString('utf8', split);
  let at = 5;
  let position = 0;

  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= split || factor > 2 ** 28) throw damaged();
      const byte = payload[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const signed = () => number() | 0;
  const string = () => {
    const length = number();
    if (length === NULL) return null;
    const start = position;
    position += length - 1;
    if (position > text.length) throw damaged();
    return text.slice(start, position);
  };
  const fieldCount = number();
  const rowCount = number();
  // Each field and each value takes at least one byte: a damaged count must not make a huge array.
  if (fieldCount === 0 || fieldCount * (NUMBERS + 1) > split || rowCount > split / fieldCount) throw damaged();
  const command = string();
  const fields: WireField[] = [];
  for (let index = 0; index < fieldCount; index += 1) {
    const name = string();
    const tableID = number();
    const columnID = signed();
    const dataTypeID = number();
    const dataTypeSize = signed();
    const dataTypeModifier = signed();
    const format = FORMATS[number()];
    if (name === null || format === undefined) throw damaged();
    fields.push({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format });
  }
  const rows: (string | null)[][] = new Array(rowCount);
  for (let index = 0; index < rowCount; index += 1) {
    const row: (string | null)[] = new Array(fieldCount);
    for (let column = 0; column < fieldCount; column += 1) row[column] = string();
    rows[index] = row;
  }
  if (command === null || at !== split || position !== text.length) throw damaged();
  return { fields, rows, command };
}

/** Seven bits a byte; a negative number stands as its unsigned 32 bits. */
function writeNumbers(target: Buffer, numbers: readonly number[]): number {
  let at = 0;
  for (const number of numbers) {
    let rest = number >>> 0;
    while (rest > 127) {
      target[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    target[at++] = rest;
  }
  return at;
}

function damaged(): Error {
  return new Error('The stored answer is damaged');
}
