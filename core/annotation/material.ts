import { compress } from '../interaction/dialogue/compress.ts';
import type { Message } from '../interaction/message.ts';

/** What was measured about an interaction, for an insight to rest on: numbers and codes. */
export type Facts = Readonly<Record<string, unknown>>;

/** An interaction as the judge gets it. */
export type Material = {
  messages: readonly ShownMessage[];
  reply: string;
  facts: Facts | undefined;
  /** Whether a field such as `messages[2].content` or `facts.tool_fail_count` exists in what is shown. */
  has: (field: string) => boolean;
  /** The text of a field as shown; undefined when there is no such text. */
  textOf: (field: string) => string | undefined;
};

type ShownMessage = { at: number; role: string; name?: string; content?: string; tool_calls?: { name: string; arguments: string }[]; omitted_characters?: number };

/** Beginnings say what a text is, ends hold the error. */
const headRatio = 0.62;
/** Less of a message says nothing: then it is left out, and its place says so. */
const leastShown = 200;

/**
 * The messages and the reply, cut to about `maxChars` characters: long parts keep head and tail around a marker, every
 * part is cut to the same length, but for the last question and the reply, which are what is judged. The last turn stands
 * there once, in its place.
 */
export function judgedMaterial(messages: readonly Message[], reply: string, facts: Facts | undefined, maxChars: number): Material {
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user');
  const shown = shownPlaces(messages.length, maxChars);
  const lengths = messages.flatMap((message, at) => (shown(at) ? partsOf(message).map((part) => part.length) : []));
  const level = waterLevel([...lengths, reply.length], maxChars);
  const key = Math.max(level, Math.floor(maxChars / 4));
  const view: ShownMessage[] = messages.map((message, at) => {
    const { role, content, name, tool_calls } = message;
    const head = { at, role, ...(name !== undefined && { name }) };
    if (!shown(at)) return { ...head, omitted_characters: partsOf(message).reduce((sum, part) => sum + part.length, 0) };
    const limit = at === lastQuestion ? key : level;
    return {
      ...head,
      content: compress(content, limit, headRatio),
      ...(tool_calls !== undefined && tool_calls.length > 0 && {
        tool_calls: tool_calls.map(({ function: { name: tool, arguments: given } }) => ({ name: tool, arguments: compress(given, limit, headRatio) })),
      }),
    };
  });
  const body = { messages: view, reply: compress(reply, key, headRatio), facts };
  const valueOf = (field: string): unknown => valueAt(body, field);
  return {
    ...body,
    has: (field) => valueOf(field) !== undefined,
    textOf(field) {
      const value = valueOf(field);
      return typeof value === 'string' ? value : undefined;
    },
  };
}

const partsOf = ({ content, tool_calls }: Message): string[] => [content, ...(tool_calls ?? []).map((call) => call.function.arguments)];

/** Of very many messages the first third and the last two thirds of those that there is room for. */
function shownPlaces(count: number, maxChars: number): (at: number) => boolean {
  const room = Math.max(4, Math.floor(maxChars / leastShown));
  if (count <= room) return () => true;
  const head = Math.floor(room / 3);
  return (at) => at < head || at >= count - (room - head);
}

/** The length to which everything longer is cut so that the sum is at most `budget`. */
function waterLevel(lengths: readonly number[], budget: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  let left = budget;
  for (const [at, length] of sorted.entries()) {
    const each = left / (sorted.length - at);
    if (length > each) return Math.max(leastShown, Math.floor(each));
    left -= length;
  }
  return Infinity;
}

/** Looks up `messages[2].content`; only own fields of plain values count. */
function valueAt(body: unknown, field: string): unknown {
  if (!/^[A-Za-z_][\w]*(?:\[\d{1,6}\]|\.[\w-]{1,80})*$/.test(field)) return undefined;
  let value = body;
  for (const step of field.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
