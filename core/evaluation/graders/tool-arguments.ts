import { normaliseText } from '../normalise.ts';

/** How strings compare: byte for byte; but for case, white space and Unicode form; and without , . / - _ * ^ and blanks, too. */
export type StringRule = 'exact' | 'normalised' | 'loose';

type Allowed = Readonly<Record<string, readonly unknown[]>>;

/** Every argument has one of its allowed values, none is missing but those that may be (`""` among the values), none is made up. */
export function argumentsMatch(given: Readonly<Record<string, unknown>>, allowed: Allowed, strings: StringRule): boolean {
  if (Object.keys(given).some((name) => !Object.hasOwn(allowed, name))) return false;
  return Object.entries(allowed).every(([name, values]) =>
    Object.hasOwn(given, name) ? values.some((value) => same(given[name], value, strings)) : values.includes(''),
  );
}

/** An allowed object holds lists of allowed values in its turn; an allowed list is a list of such values, in order. */
function same(given: unknown, allowed: unknown, strings: StringRule): boolean {
  if (typeof given === 'string' && typeof allowed === 'string') return form(given, strings) === form(allowed, strings);
  if (Array.isArray(allowed)) {
    return Array.isArray(given) && given.length === allowed.length && allowed.every((item, place) => same(given[place], item, strings));
  }
  if (typeof allowed === 'object' && allowed !== null) {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
    const lists = Object.fromEntries(Object.entries(allowed).map(([name, value]) => [name, Array.isArray(value) ? (value as unknown[]) : [value]]));
    return argumentsMatch(given as Record<string, unknown>, lists, strings);
  }
  return given === allowed;
}

function form(text: string, strings: StringRule): string {
  if (strings === 'exact') return text;
  const normal = normaliseText(text);
  return strings === 'normalised' ? normal : normal.replaceAll(/[ ,./\-_*^]/g, '').replaceAll("'", '"');
}
