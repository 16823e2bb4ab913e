import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const english = 'please check the status of my order and tell me when the refund will arrive because the card was charged twice for this booking yesterday evening while nobody at the counter could explain what happened'.split(' ');
const chinese = ['请帮我查一下订单', '退款什么时候到账', '银行卡被扣了两次', '昨天晚上的预订', '客服没有人能解释', '谢谢你的帮助'];
const models = ['qwen3-max', 'gpt-4o', 'claude-sonnet'];

/** Writes agent rows of about 1.7 KB: a question, two tool calls, a reply; some fail, some hold personal data, a fifth is Chinese. */
export async function writeAgentRows(path: string, count: number, seed = 1): Promise<void> {
  const random = xoroshiro128plus(seed);
  const below = (limit: number): number => uniformInt(random, 0, limit - 1);
  const text = (words: number): string => Array.from({ length: words }, () => english[below(english.length)]).join(' ');
  const talk = (words: number): string => (below(5) === 0 ? Array.from({ length: Math.ceil(words / 4) }, () => chinese[below(chinese.length)]).join('，') : text(words));
  const file = createWriteStream(path);
  let lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const personal = below(10) === 0 ? ` Write to user${index}@example.com or call 13${800000000 + below(99999999)}.` : '';
    const results = [0, 1].map(() => (below(8) === 0 ? '{"error":"upstream timed out"}' : JSON.stringify({ ok: true, order: index, note: text(20) })));
    const messages = [
      { role: 'system', content: 'You are a support agent. Answer briefly and use the tools.' },
      { role: 'user', content: talk(40) + personal },
      ...results.flatMap((content, place) => [
        { role: 'assistant', content: null, tool_calls: [{ id: `c${place}`, type: 'function', function: { name: ['lookup_order', 'track_parcel', 'refund'][below(3)], arguments: JSON.stringify({ order: index }) } }] },
        { role: 'tool', tool_call_id: `c${place}`, content },
      ]),
    ];
    const row = {
      id: `row-${index}`, session_id: `session-${Math.floor(index / 3)}`, messages, response_choices: [{ message: { role: 'assistant', content: talk(60) } }],
      response_usage: { prompt_tokens: 200 + below(900), completion_tokens: 50 + below(200) }, request_model: models[below(3)], pt: `202601${String(1 + below(9)).padStart(2, '0')}`, total_cost_time: 400 + below(9_000),
    };
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length < 2_000) continue;
    if (!file.write(lines.join(''))) await once(file, 'drain');
    lines = [];
  }
  file.end(lines.join(''));
  await once(file, 'finish');
}
