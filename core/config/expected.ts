import { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a section of fields',
  record: 'a section of fields',
};

/** What a schema wanted where it found a fault, in the words of somebody who writes YAML. */
export function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.origin, issue.minimum)}`;
    case 'invalid_union':
      return issue.errors.flatMap((option) => (option[0] ? [expectedOf(option[0])] : [])).join(' or ') || issue.message;
    default:
      return issue.message.replace(/^expected /, '');
  }
}

function amount(origin: string, limit: number | bigint): string {
  if (origin === 'string') return `${limit} character${limit === 1 ? '' : 's'}`;
  return origin === 'array' ? `${limit} in the list` : String(limit);
}

/** For an unknown key: the known one that it is probably meant to be, else all that are known in that section. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], unknown: string): string {
  type Node = { properties?: Record<string, Node>; additionalProperties?: Node | false };
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  const section = path.reduce<Node | undefined>((node, key) => node?.properties?.[String(key)] ?? (node?.additionalProperties || undefined), root);
  const known = Object.keys(section?.properties ?? {});
  const near = known.find((key) => editDistance(key, unknown) <= 2);
  if (near !== undefined) return `${near} (there is no ${unknown})`;
  return known.length > 0 ? `one of ${known.join(', ')}` : 'a known key';
}

/** Levenshtein's distance, by rows; keys are short. */
function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 0; row < left.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < right.length; column++) {
      const replaced = (above[column] ?? 0) + (left[row] === right[column] ? 0 : 1);
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above[right.length] ?? 0;
}
