import { createMiddleware } from 'hono/factory';
import type { Env } from './context.ts';
import type { Faults } from './faults.ts';
import { type ChatMessage, readConversation } from './models/conversation.ts';
import { refusal } from './refuse.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The faults that any call can meet, before its route sees it. */
export const injectFaults = (faults: Faults) =>
  createMiddleware<Env>(async (c, next) => {
    if (Object.keys(faults.current()).length === 0) return next();
    const json = c.req.header('content-type')?.includes('json') === true;
    // A body that is not JSON is the route's to refuse.
    const body = json ? await c.req.json<{ model?: string; messages?: ChatMessage[] }>().catch(() => undefined) : undefined;
    const call = { path: c.req.path, model: body?.model };

    const latency = faults.take('latency_ms', call);
    if (latency) await pause(latency.amount);
    const limited = faults.take('rate_limit', call);
    if (limited) {
      const headers = { 'retry-after': String(limited.retry_after_seconds) };
      throw refusal(429, 'rate_limit_exceeded', 'Rate limit reached, as it was asked to be.', { headers });
    }
    if (faults.take('server_error', call)) throw refusal(500, null, 'The server had an error while processing your request.');
    if (faults.take('bad_request', call)) {
      const { question } = readConversation(Array.isArray(body?.messages) ? body.messages : []);
      throw refusal(400, 'content_rejected', `Invalid content in messages: ${JSON.stringify(question)}`, { param: 'messages' });
    }
    const slow = faults.take('timeout', call);
    if (slow) {
      if (slow.after_ms === undefined) return new Promise<Response>(() => undefined);
      await pause(slow.after_ms);
    }
    return next();
  });
