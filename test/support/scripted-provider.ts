import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message, ToolCall } from '../../core/interaction/message.ts';

export type Question = { model: string; text: string; seed: number | undefined; messages: Message[]; tools: unknown[] | undefined; time: number };
/** A reply, or the status of a refusal. */
export type Scripted = { text?: string; as?: string; toolCalls?: ToolCall[] } | { status: number };

export type ScriptedProvider = {
  url: string;
  /** Every question that came, in order; `time` counts how often this model was asked the same with the same seed before. */
  asked: Question[];
  close: () => Promise<void>;
};

/**
 * A provider that answers as a test tells it to: it serves every model but those in `absent`, all at one price, after
 * `latencyMs`.
 */
export async function startScriptedProvider(answer: (question: Question) => Scripted, { latencyMs = 0, absent = [] }: { latencyMs?: number; absent?: string[] } = {}): Promise<ScriptedProvider> {
  const asked: Question[] = [];
  const times = new Map<string, number>();
  let calls = 0;

  const chat = async (body: string): Promise<[number, object]> => {
    const { model, messages, seed, tools } = JSON.parse(body) as { model: string; messages: Message[]; seed?: number; tools?: unknown[] };
    const text = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const key = JSON.stringify([model, text, seed]);
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    const question = { model, text, seed, messages, tools, time };
    asked.push(question);
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const reply = answer(question);
    if ('status' in reply) return [reply.status, { error: { message: `refused: ${text}`, type: 'scripted', code: null, param: null } }];
    const message = { role: 'assistant', content: reply.text ?? null, refusal: null, ...(reply.toolCalls && { tool_calls: reply.toolCalls }) };
    return [200, {
      id: `chat-${++calls}`, object: 'chat.completion', created: 1, model: reply.as ?? model,
      choices: [{ index: 0, finish_reason: 'stop', message, logprobs: null }], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    }];
  };
  const respond = async (request: IncomingMessage): Promise<[number, object]> => {
    const body = await bodyOf(request);
    if (request.url === '/v1/chat/completions') return chat(body);
    const name = decodeURIComponent(/^\/v1\/models\/(.+)$/.exec(request.url ?? '')?.[1] ?? '');
    if (name === '') return [200, { object: 'list', data: [] }];
    return absent.includes(name) ? [404, { error: { message: 'no such model', type: 'scripted', code: null, param: null } }] : [200, { id: name, object: 'model', created: 1, owned_by: 'test' }];
  };
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void respond(request).then(([status, content]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content)), () => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
