import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { guesses, loadClassifier, type Classifier } from './classifier.ts';

// Serves what train.ts leaves, in the way of vLLM: OpenAI's chat completions by a model's name, and two routes that load and
// unload a model while the server runs. As there, the models are listed, and no route tells of a single one. node serve.ts --port 8010

const { values } = parseArgs({ options: { port: { type: 'string', default: '8010' }, host: { type: 'string', default: '127.0.0.1' } } });
const loaded = new Map<string, Classifier>();

type Body = { model?: string; messages?: { role: string; content: string }[]; logprobs?: boolean; top_logprobs?: number; lora_name?: string; lora_path?: string };

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function answer(method: string, path: string, body: Body): unknown {
  if (method === 'GET' && path === '/v1/models') return { object: 'list', data: [...loaded.keys()].map(modelNamed) };
  if (method === 'POST' && path === '/v1/load_lora_adapter') return load(body);
  if (method === 'POST' && path === '/v1/unload_lora_adapter') return { unloaded: loaded.delete(known(body.lora_name ?? '')) };
  if (method === 'POST' && path === '/v1/chat/completions') return complete(body);
  throw new Refusal(404, 'There is nothing at this address.');
}

const modelNamed = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'own-trainer' });

function known(name: string): string {
  if (!loaded.has(name)) throw new Refusal(404, `The model ${name} is not loaded.`);
  return name;
}

function load({ lora_name: name, lora_path: folder }: Body): unknown {
  if (!name || !folder) throw new Refusal(400, 'lora_name and lora_path are needed.');
  if (loaded.has(name)) throw new Refusal(400, `The model ${name} is loaded already.`);
  try {
    loaded.set(name, loadClassifier(folder));
  } catch {
    throw new Refusal(404, `No model lies in ${folder}.`);
  }
  return { loaded: name };
}

function complete({ model = '', messages = [], logprobs, top_logprobs: top = 0 }: Body): unknown {
  const found = guesses(loaded.get(known(model))!, messages.findLast(({ role }) => role === 'user')?.content ?? '');
  const [best] = found;
  const token = ({ reply, probability }: { reply: string; probability: number }) => ({ token: reply, logprob: Math.log(Math.max(probability, 1e-9)), bytes: null });
  const content = best?.reply ?? '';
  const prompt = messages.reduce((sum, message) => sum + Math.ceil(message.content.length / 4), 0);
  const completion = Math.ceil(content.length / 4);
  return {
    id: 'chatcmpl-own', object: 'chat.completion', created: 0, model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: logprobs && best ? { content: [{ ...token(best), top_logprobs: found.slice(0, top).map(token) }] } : null }],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const send = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    const body = parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString('utf8')) as Body);
    send(200, answer(request.method ?? 'GET', (request.url ?? '/').split('?')[0] ?? '/', body));
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 400;
    send(status, { error: { message: (error as Error).message, type: 'invalid_request_error', code: null, param: null } });
  }
}

const server = createServer((request, response) => void respond(request, response));
server.listen(Number(values.port), values.host, () => console.log(JSON.stringify({ url: `http://${values.host}:${(server.address() as AddressInfo).port}/v1` })));
