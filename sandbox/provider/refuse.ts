import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type Refusal = { message: string; type: string; param: string | null; code: string | null };

const typeOfStatus = (status: number): string => {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
};

/** An error response in the shape of the OpenAI API, as an exception for handlers to throw. */
export function refusal(
  status: ContentfulStatusCode,
  code: string | null,
  message: string,
  { param = null, headers = {} }: { param?: string | null; headers?: Record<string, string> } = {},
): HTTPException {
  const error: Refusal = { message, type: typeOfStatus(status), param, code };
  return new HTTPException(status, { message, res: Response.json({ error }, { status, headers }) });
}

export const notFound = (what: string, id: string, code: string | null = null): HTTPException =>
  refusal(404, code, `No such ${what}: ${id}`, { param: 'id' });
