import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

type Request = { model: string; messages: { role: string; content: string }[] };

export type FollowingProvider = {
  url: string;
  /** Every question that `clerk` was asked, in order. */
  asked: string[];
  close: () => Promise<void>;
};

/**
 * A provider whose model does as it is told: `clerk` answers `ok: <question>`, in capitals where its instructions ask for
 * capitals. `writer` proposes what `propose` makes of the material in its prompt.
 */
export async function startFollowingModel(propose: (material: { instructions: string; failures: unknown[] }, proposal: number) => string): Promise<FollowingProvider> {
  const asked: string[] = [];
  let proposals = 0;
  const app = new Hono()
    .get('/v1/models', (c) => c.json({ object: 'list', data: [{ id: 'clerk', pricing: { prompt: '0.000001', completion: '0.000001' } }] }))
    .post('/v1/chat/completions', async (c) => {
      const { model, messages } = await c.req.json<Request>();
      const system = messages.find(({ role }) => role === 'system')?.content ?? '';
      const question = messages.at(-1)?.content ?? '';
      const reply = `ok: ${question}`;
      let content: string;
      if (model === 'writer') content = propose(JSON.parse(/<material>\n([\s\S]*)\n<\/material>/.exec(question)?.[1] ?? '{}'), proposals++);
      else {
        asked.push(question);
        content = system.includes('capitals') ? reply.toUpperCase() : reply;
      }
      return c.json({
        id: 'x', object: 'chat.completion', created: 0, model, choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      });
    });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
