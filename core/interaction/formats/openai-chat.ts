import { z } from 'zod';
import { newExchange, objectOf, setFeedback, setLineage } from '../exchange/fields.ts';
import { readMessages } from '../exchange/messages.ts';
import { describeFound } from '../found.ts';
import { replyMargin } from '../margin.ts';
import { countToolErrors } from '../tool-error.ts';
import { readChoices } from './agent-row.ts';
import { chatMessage, replyText } from './chat-message.ts';
import { feedbackFields, rawFeedback } from './feedback-row.ts';
import { count, faultOf, id, instant, milliseconds, optional, rating, text } from './fields.ts';
import type { JsonObject, RowFormat } from './format.ts';

const tokenLogprobs = z.object({
  logprob: z.number(),
  top_logprobs: z.array(z.object({ logprob: z.number() })).nullish().transform((list) => list ?? []),
});

const choice = z.object({
  message: optional(chatMessage),
  // Log probabilities are a hint: broken ones cost the hint, not the row.
  logprobs: optional(z.object({ content: optional(z.array(tokenLogprobs)) })).catch(undefined),
});

const usage = z.object({
  prompt_tokens: optional(count),
  completion_tokens: optional(count),
  input_tokens: optional(count),
  output_tokens: optional(count),
});

const row = z.object({
  request: z.object({
    model: optional(text),
    messages: z.array(chatMessage, 'a list of messages').min(1, 'at least one message'),
    user: optional(id),
  }, 'an object {model, messages}'),
  response: optional(
    z.object({
      id: optional(id),
      model: optional(text),
      choices: optional(z.array(choice, 'a list of choices')),
      usage: optional(usage),
      created: optional(instant),
    }, 'an object {id, model, choices, usage}'),
  ),
  timestamp: optional(instant),
  workload_id: z.unknown().optional(),
  session: optional(id),
  session_id: optional(id),
  client_id: optional(id),
  user: optional(id),
  id: optional(id),
  latency_ms: optional(milliseconds),
  feedback: optional(feedbackFields),
  rating: optional(rating),
  user_feedback: optional(text),
});

function parseRow(raw: z.output<typeof row>): ReturnType<RowFormat['parse']> {
  const { request, response } = raw;
  const first = response?.choices?.[0];
  const at = raw.timestamp ?? response?.created;
  // In NVIDIA's record (the one with a workload_id) the client is a calling service, not a conversation.
  const session = raw.session ?? raw.session_id ?? (raw.workload_id === undefined ? raw.client_id : undefined);
  const user = raw.user ?? request.user;
  const model = response?.model ?? request.model;
  const promptTokens = response?.usage?.prompt_tokens ?? response?.usage?.input_tokens;
  const completionTokens = response?.usage?.completion_tokens ?? response?.usage?.output_tokens;
  const margin = replyMargin(first?.logprobs?.content);
  const toolErrors = countToolErrors(request.messages);
  const given = raw.id ?? response?.id;
  const feedback = rawFeedback({
    ...raw.feedback,
    rating: raw.feedback?.rating ?? raw.rating,
    text: raw.feedback?.text ?? raw.user_feedback,
  } as z.output<typeof feedbackFields>);
  return {
    kind: 'interaction',
    ...(given !== undefined && { id: given }),
    interaction: {
      ...(at !== undefined && { at }),
      ...(session !== undefined && { session }),
      ...(user !== undefined && { user }),
      ...(model !== undefined && { model }),
      messages: request.messages,
      reply: first?.message === undefined ? '' : replyText(first.message),
      ...(promptTokens !== undefined && { promptTokens }),
      ...(completionTokens !== undefined && { completionTokens }),
      ...(raw.latency_ms !== undefined && { latencyMs: raw.latency_ms }),
      ...(margin !== undefined && { margin }),
      ...(toolErrors > 0 && { toolErrors }),
    },
    ...(feedback !== undefined && { feedback }),
  };
}

/** Everything in the row, with the roles and blocks that the API itself would refuse. */
function readExchange(raw: JsonObject): ReturnType<NonNullable<RowFormat['read']>> {
  const request = objectOf(raw['request']);
  if (request === undefined) return { fault: { field: 'request', found: describeFound(raw['request']), expected: 'an object {model, messages}' } };
  const response = objectOf(raw['response']);
  const exchange = newExchange();
  const fault = readMessages(request['messages'], 'request.messages', exchange);
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const choices = response?.['choices'];
  const wrong = choices === undefined || choices === null ? undefined : readChoices(choices, 'response.choices', exchange);
  if (wrong !== undefined) return { fault: wrong };
  exchange.usage.push(...[response?.['usage'], raw['usage']].filter((usage) => usage !== undefined && usage !== null));
  setLineage(exchange, {
    id: [raw['id'], response?.['id']],
    at: [raw['timestamp'], raw['at'], response?.['created']],
    session: [raw['session'], raw['session_id'], raw['workload_id'] === undefined ? raw['client_id'] : undefined],
    user: [raw['user'], request['user']],
    model: [response?.['model'], request['model']],
    pt: [raw['pt']],
    latencyMs: [raw['latency_ms'], raw['total_cost_time']],
  });
  setFeedback(exchange, raw);
  return exchange;
}

/** A request to the OpenAI chat API with its response; also NVIDIA's flywheel record. */
export const openaiChat: RowFormat = {
  name: 'openai-chat',
  needs: '{request: {messages}, response}',
  detect: (raw) => 'request' in raw || (typeof raw['response'] === 'object' && raw['response'] !== null),
  parse(raw) {
    const parsed = row.safeParse(raw);
    return parsed.success ? parseRow(parsed.data) : { fault: faultOf(parsed.error, raw) };
  },
  read: readExchange,
};
