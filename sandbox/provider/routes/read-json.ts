import type { Context } from 'hono';
import type { z } from 'zod';
import { refusal } from '../refuse.ts';

/** The request's body by a schema, or a 400 that names the first wrong field. */
export async function readJson<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw refusal(400, 'invalid_json', 'We could not parse the JSON body of your request.');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') || null;
  throw refusal(400, 'invalid_value', `Invalid value${param ? ` for '${param}'` : ''}: ${issue?.message ?? 'wrong body'}`, { param });
}
