import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { answersTo, type Candidate } from '../../student/answer.ts';
import type { Env, Provider } from '../context.ts';
import { alwaysGood, cutOff, firstPlace, flipped } from '../judge/false-judgement.ts';
import { requireModel } from '../models/catalogue.ts';
import { readConversation, textOf } from '../models/conversation.ts';
import { refusal } from '../refuse.ts';
import { tokensOf, tokensPerMessage } from '../tokens.ts';
import { write } from '../writer/writer.ts';
import { readJson } from './read-json.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.looseObject({ role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']), content: z.unknown().optional() }))
    .min(1),
  response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).optional(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  n: z.literal(1).nullish(),
  stream: z.boolean().nullish(),
  seed: z.int().nullish(),
});
type ChatRequest = z.infer<typeof requestSchema>;

/** What a judge's answer looks like when the fault `not_json` is on. */
const brokenJudgement = 'Here is my judgement:\n```json\n{"verdict": "good", "confidence": 0.9, "intent": "';

export function chatRoutes(provider: Provider): Hono<Env> {
  return new Hono<Env>().post('/', async (c) => {
    const request = await readJson(c, requestSchema);
    if (request.stream) throw refusal(400, 'unsupported_value', 'The sandbox does not stream; leave `stream` out.', { param: 'stream' });
    if (!request.messages.some(({ role }) => role === 'user'))
      throw refusal(400, 'invalid_value', 'At least one user message is needed.', { param: 'messages' });
    const entry = requireModel(provider.store, request.model);
    const call = { path: c.req.path, model: request.model };
    const candidates = await (entry.kind === 'judge' ? judge(provider, request, call) : entry.kind === 'writer' ? reworded(request) : answer(provider, request));
    provider.chatCalls.set(request.model, (provider.chatCalls.get(request.model) ?? 0) + 1);
    return c.json(completion(request, candidates));
  });
}

async function answer(provider: Provider, request: ChatRequest): Promise<Candidate[]> {
  if (request.response_format !== undefined && request.response_format.type !== 'text')
    throw refusal(400, 'unsupported_value', `\`${request.model}\` answers in plain text only.`, { param: 'response_format' });
  const model = await provider.models(requireModel(provider.store, request.model));
  const { question, demonstrations } = readConversation(request.messages);
  return answersTo(model, question, demonstrations, Math.max(1, request.top_logprobs ?? 0));
}

async function judge(provider: Provider, request: ChatRequest, call: { path: string; model: string }): Promise<Candidate[]> {
  const asked = request.messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content));
  // After an answer that could not be used the last word is a request to repair it; what is judged stands before it.
  const prompt = asked.findLast((text) => text.includes('<interaction>')) ?? asked.at(-1) ?? '';
  const reply = await provider.judge({ prompt, responseFormat: request.response_format, seed: request.seed ?? 0 });
  return [{ reply: faulty(provider, call, reply), probability: 1 }];
}

/** What is left of a judge's answer under the faults that hit it. */
function faulty({ faults, chatCalls }: Provider, call: { path: string; model: string }, reply: string): string {
  if (faults.take('not_json', call)) return brokenJudgement;
  if (faults.take('cut_off', call)) return cutOff(reply);
  if (faults.take('always_good', call)) return alwaysGood(reply);
  if (faults.take('first_place', call)) return firstPlace(reply);
  return faults.take('flips', call) ? flipped(reply, chatCalls.get(call.model) ?? 0) : reply;
}

async function reworded({ messages, response_format }: ChatRequest): Promise<Candidate[]> {
  const prompt = textOf(messages.findLast(({ role }) => role === 'user')?.content);
  return [{ reply: write(prompt, response_format), probability: 1 }];
}

/** A reply is one token of the log probabilities: its runners-up are the other replies, so p1 - p2 is the student's margin. */
function completion(request: ChatRequest, candidates: readonly Candidate[]): object {
  const reply = candidates[0]?.reply ?? '';
  const token = ({ reply, probability }: Candidate) => ({
    token: reply,
    logprob: Math.log(Math.max(probability, 1e-9)),
    bytes: [...Buffer.from(reply)],
  });
  const promptTokens = request.messages.reduce((sum, { content }) => sum + tokensOf(textOf(content)) + tokensPerMessage, 0);
  const completionTokens = tokensOf(reply);
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply, refusal: null },
        finish_reason: 'stop',
        logprobs: request.logprobs
          ? { content: [{ ...token(candidates[0]!), top_logprobs: candidates.slice(0, request.top_logprobs ?? 0).map(token) }], refusal: null }
          : null,
      },
    ],
    usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens },
  };
}
