/** First two digits of a Chinese area code (GB/T 2260). */
export const provinces: ReadonlySet<string> = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '),
);

/** Whether a date stands there: `yyyymmdd` (8) or `yymmdd` (6). */
export function birthDateAt(digits: string, from: number, length: 6 | 8): boolean {
  const year = length === 8 ? Number(digits.slice(from, from + 4)) : 1900 + Number(digits.slice(from, from + 2));
  const month = Number(digits.slice(from + length - 4, from + length - 2));
  const day = Number(digits.slice(from + length - 2, from + length));
  if (year < 1850 || year > 2099 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check sign of an 18-digit identity number (GB 11643, ISO 7064 MOD 11-2). */
export function hasIdChecksum(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (digits.charCodeAt(at) - 48) * (weights[at] ?? 0);
  return '10X98765432'.charAt(sum % 11) === digits.charAt(17);
}
