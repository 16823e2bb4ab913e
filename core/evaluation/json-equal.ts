/**
 * Whether two JSON texts hold the same value: keys in any order, arrays in order, types apart (1 is not
 * "1", null is not a missing key). A text that is not JSON equals nothing.
 */
export function jsonEqual(one: string, other: string): boolean {
  const left = parse(one);
  const right = parse(other);
  return left !== undefined && right !== undefined && sameValue(left.value, right.value);
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** With a stack of its own: a model's reply can nest deeper than the call stack reaches. */
function sameValue(one: unknown, other: unknown): boolean {
  const pending: [unknown, unknown][] = [[one, other]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const entries = Object.entries(left);
    if (entries.length !== Object.keys(right).length) return false;
    for (const [key, value] of entries) {
      if (!Object.hasOwn(right, key)) return false;
      pending.push([value, (right as Record<string, unknown>)[key]]);
    }
  }
  return true;
}
