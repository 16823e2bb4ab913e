/** Rows nested deeper are no logs. */
export const maxRowDepth = 200;

/** Whether a value holds more levels of lists and objects than that. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Array.isArray(value) ? value.some((inner) => nestsDeeper(inner, levels - 1)) : Object.values(value).some((inner) => nestsDeeper(inner, levels - 1));
}
