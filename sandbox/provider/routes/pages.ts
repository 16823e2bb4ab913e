import { z } from 'zod';
import { refusal } from '../refuse.ts';

const querySchema = z.object({ limit: z.coerce.number().int().min(1).max(10_000).default(20), after: z.string().optional() });

export type Page<T> = { object: 'list'; data: T[]; has_more: boolean; first_id: string | null; last_id: string | null };

/** One page of a list, as the OpenAI API cuts it: `limit` items after the item named by `after`. */
export function pageOf<T extends { id: string }>(items: readonly T[], query: Record<string, string>): Page<T> {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) throw refusal(400, 'invalid_value', 'Expected a whole number of at least 1', { param: 'limit' });
  const { limit, after } = parsed.data;
  const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw refusal(400, 'invalid_value', 'No such item', { param: 'after' });
  const data = items.slice(start, start + limit);
  return { object: 'list', data, has_more: start + limit < items.length, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
