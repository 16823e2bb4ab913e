import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** What the provider does with one call. */
export type Script = { status?: number; headers?: Record<string, string>; afterMs?: number; text?: string };

export type ScriptedJudge = {
  url: string;
  /** What was asked, in the order of the answers: the last question of each judged interaction, and whether it was answered. */
  calls: { question: string; answered: boolean }[];
  /** The most calls that were under way at once. */
  most: () => number;
  close: () => Promise<void>;
};

type Schema = { type?: string; enum?: unknown[]; anyOf?: Schema[]; properties?: Record<string, Schema> };

/**
 * An OpenAI-shaped endpoint that judges everything good, after the script has had its way: for tests of what happens to
 * calls, not of judging. Each answer has 100 prompt and 50 completion tokens.
 *
 * @param script of the n-th call (from 1) about this question
 * @param pricing as `GET /models` tells it; undefined: none
 */
export async function startScriptedJudge(script: (question: string, call: number) => Script = () => ({}), pricing?: { prompt: string; completion: string }): Promise<ScriptedJudge> {
  const calls: ScriptedJudge['calls'] = [];
  let running = 0;
  let most = 0;
  let asked = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const reply = (status: number, body: object, headers: Record<string, string> = {}): void =>
        void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      if (request.method === 'GET') return reply(200, { object: 'list', data: [{ id: 'judge', object: 'model', ...(pricing && { pricing }) }] });
      const body = JSON.parse(await textOf(request)) as { model: string; messages: { role: string; content: string }[]; response_format: { json_schema: { schema: Schema } } };
      const question = questionIn(body.messages);
      most = Math.max(most, ++running);
      const { status = 200, headers, afterMs = 0, text } = script(question, ++asked);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      running -= 1;
      calls.push({ question, answered: status === 200 });
      if (status !== 200) return reply(status, { error: { message: 'as it was asked to', type: 'error', code: null, param: null } }, headers);
      const content = text ?? JSON.stringify(exampleOf(body.response_format.json_schema.schema));
      return reply(200, {
        id: 'x', object: 'chat.completion', created: 0, model: body.model,
        choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null }],
        usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
      });
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    most: () => most,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The least that a schema lets pass: the first of a list of values, null where it may be. */
function exampleOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return null;
  if (schema.type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]));
  if (schema.type === 'array') return [];
  return schema.type === 'string' ? 'some' : 1;
}

function questionIn(messages: readonly { role: string; content: string }[]): string {
  const prompt = messages.find(({ content }) => content.includes('<interaction>\n'))?.content ?? '';
  const material = JSON.parse(prompt.slice(prompt.indexOf('{'), prompt.indexOf('\n</interaction>'))) as { messages: { role: string; content: string }[] };
  return material.messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
