/** A cell that a spreadsheet would run as a formula. */
const formula = /^[=+\-@\t\r]/;

/** One line of CSV (RFC 4180, with its line end); null is empty, and a text that starts like a formula gets a quote before it. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
