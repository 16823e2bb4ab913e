const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Below: seconds since 1970 (up to the year 5138). From here on: milliseconds (since 1973). */
const firstMilliseconds = 1e11;
/** Beyond the year 2286 a number of milliseconds is rather one of microseconds. */
const endOfMilliseconds = 1e13;

/**
 * A point in time as logs write it: ISO 8601, or a number of seconds or milliseconds since 1970.
 * Without a zone it is UTC, so that the same file means the same on every machine.
 * Undefined when it is none of them, or a day that does not exist.
 */
export function parseInstant(value: unknown): Date | undefined {
  if (typeof value === 'number') {
    if (!(value > 0 && value < endOfMilliseconds)) return undefined;
    return new Date(value < firstMilliseconds ? value * 1000 : value);
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) return parseInstant(Number(text));
  const parts = iso.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) < 1 || Number(day) > days) return undefined;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zoneOf(zone)}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function zoneOf(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
