// Bytes of one column's parts to values. All offsets inside a text part are checked: a forged one gives empty texts.
import type { Column } from "./table-schema.ts";
import { widths } from "./table-schema.ts";

export type Value = number | bigint | string | boolean | null;
/** Values of consecutive rows. */
export type Values = { length: number; at: (index: number) => Value };

const utf8 = new TextDecoder();
const nothing: Values = { length: 0, at: () => null };

/** Numbers of `encoding`, at any offset of memory: a typed array wants a multiple of its width. */
export function numbersOf(encoding: keyof typeof widths, bytes: Uint8Array): ArrayLike<number> | ArrayLike<bigint> {
  const width = widths[encoding];
  const length = Math.floor(bytes.byteLength / width);
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  const of = arrays[encoding];
  return new of(buffer as ArrayBuffer, byteOffset, length);
}

const arrays = {
  i8: Int8Array,
  u8: Uint8Array,
  bool: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** `values` of a fixed width; null where `isNull` says so or, in a column of floats without it, where nothing is. */
export function fixedValues(
  column: Extract<Column, { encoding: keyof typeof widths }>,
  bytes: Uint8Array,
  isNull: ((index: number) => boolean) | null,
): Values {
  const numbers = numbersOf(column.encoding, bytes);
  const { length } = numbers;
  if (column.encoding === "bool") return { length, at: (n) => (isNull?.(n) ? null : numbers[n] === 1) };
  if (column.encoding === "i64" || column.encoding === "u64") {
    return { length, at: (n) => (isNull?.(n) ? null : small(numbers[n] as bigint)) };
  }
  if (isNull) return { length, at: (n) => (isNull(n) ? null : (numbers[n] as number)) };
  return {
    length,
    at: (n) => {
      const value = numbers[n] as number;
      return Number.isNaN(value) ? null : value;
    },
  };
}

/** A whole number that JavaScript's numbers hold is one of them. */
function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Row n is UTF-8 from `offsets[n]` to `offsets[n + 1]`; `from` is where `bytes` begin in the part. */
export function textValues(
  offsets: Uint8Array,
  bytes: Uint8Array,
  from = 0,
): { length: number; at: (n: number) => string } {
  const places = numbersOf("u32", offsets) as ArrayLike<number>;
  return {
    length: Math.max(0, places.length - 1),
    at: (n) =>
      utf8.decode(bytes.subarray(Math.max(0, (places[n] ?? 0) - from), Math.max(0, (places[n + 1] ?? 0) - from))),
  };
}

export function codedValues(codes: ArrayLike<number>, texts: ArrayLike<string>): Values {
  return { length: codes.length, at: (n) => texts[codes[n] ?? -1] ?? null };
}

export function rangeValues(start: number, step: number, from: number, to: number): Values {
  return { length: to - from, at: (n) => start + (from + n) * step };
}

export function noValues(length: number): Values {
  return { ...nothing, length };
}

/** One bit a row, the lowest first; `first` is the row's place in the first byte. */
export function nullsOf(valid: Uint8Array, first: number): (index: number) => boolean {
  return (n) => (((valid[(first + n) >> 3] ?? 0) >> ((first + n) & 7)) & 1) === 0;
}
