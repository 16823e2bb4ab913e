import type { InputFault } from '../errors/input-error.ts';

/** Rows nested deeper are no logs. */
export const maxRowDepth = 200;

export const tooDeep: InputFault = { found: `more than ${maxRowDepth} levels of nesting`, expected: 'a log row' };

/** Whether a value holds more levels of lists and objects than that. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Array.isArray(value) ? value.some((inner) => nestsDeeper(inner, levels - 1)) : Object.values(value).some((inner) => nestsDeeper(inner, levels - 1));
}
