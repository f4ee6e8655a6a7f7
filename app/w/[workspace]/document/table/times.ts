// Points and lengths of time in a table: whole numbers of a unit, since 1970 in UTC. Written so that texts of one column
// compare as the times do.
import type { Value } from "./column-values.ts";
import type { Column } from "./table-schema.ts";

const perSecond = { s: 1n, ms: 1_000n, us: 1_000_000n, ns: 1_000_000_000n } as const;
const digits = { s: 0, ms: 3, us: 6, ns: 9 } as const;
const LAST_SECOND = 8_640_000_000_000n;
const DAY = 86_400n;

type Timed = Pick<Column, "unit" | "zone">;

/** "2025-01-01 14:02:03.5" in the column's zone, or without one as it stands. */
export function dateText({ unit = "ns", zone }: Timed, value: Value): string {
  if (typeof value !== "number" && typeof value !== "bigint") return String(value);
  const [second, fraction] = split(BigInt(value), unit);
  if (second > LAST_SECOND || second < -LAST_SECOND) return String(value);
  const wall = zone === undefined || zone === "UTC" ? utc(second) : inZone(zone, second);
  return fraction === "" ? wall : `${wall}.${fraction}`;
}

/** How much of a date must be written: the day, the minute too, all of it. */
export function dateDetail(text: string): 0 | 1 | 2 {
  return / 00:00:00$/.test(text) ? 0 : /^[^.]*:\d\d:00$/.test(text) ? 1 : 2;
}

export function shortDate(text: string, detail: 0 | 1 | 2): string {
  const needed = Math.max(detail, dateDetail(text));
  return needed === 2 ? text : text.slice(0, needed === 1 ? -3 : -9);
}

/** The moment itself: with a zone as UTC, so that no reader of a file has to know the zone. */
export function dateForFile(column: Timed, value: Value): string {
  const text = dateText({ unit: column.unit }, value);
  return column.zone === undefined ? text : `${text.replace(" ", "T")}Z`;
}

/** "1 d 02:03:04.5", days left out below one. */
export function durationText({ unit = "ns" }: Timed, value: Value): string {
  if (typeof value !== "number" && typeof value !== "bigint") return String(value);
  const whole = BigInt(value);
  const [second, fraction] = split(whole < 0n ? -whole : whole, unit);
  const days = second / DAY;
  const clock = [(second % DAY) / 3600n, (second % 3600n) / 60n, second % 60n].map(two).join(":");
  return `${whole < 0n ? "-" : ""}${days > 0n ? `${days} d ` : ""}${clock}${fraction === "" ? "" : `.${fraction}`}`;
}

export function durationSeconds({ unit = "ns" }: Timed, value: number | bigint): number {
  return Number(value) / Number(perSecond[unit]);
}

/** Whole seconds, downwards, and the digits after them. */
function split(value: bigint, unit: keyof typeof perSecond): [bigint, string] {
  const per = perSecond[unit];
  const rest = ((value % per) + per) % per;
  const fraction = rest === 0n ? "" : String(rest).padStart(digits[unit], "0").replace(/0+$/, "");
  return [(value - rest) / per, fraction];
}

function utc(second: bigint): string {
  return new Date(Number(second) * 1000).toISOString().replace("T", " ").slice(0, -5);
}

const zones = new Map<string, Intl.DateTimeFormat | null>();

function inZone(zone: string, second: bigint): string {
  const format = formatOf(zone);
  if (format === null) return `${utc(second)} UTC`;
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(Number(second) * 1000)) parts[type] = value;
  return `${parts.year?.padStart(4, "0")}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`;
}

/** Null for a zone that the browser does not know. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    const two = "2-digit";
    const day = { year: "numeric", month: two, day: two } as const;
    const time = { hour: two, minute: two, second: two, hourCycle: "h23" } as const;
    made = new Intl.DateTimeFormat("en", { timeZone: zone, ...day, ...time });
  } catch {
    // It is shown in UTC, and says so.
  }
  zones.set(zone, made);
  return made;
}

const two = (n: bigint) => String(n).padStart(2, "0");
