import type { Exchange, Turn } from '../exchange/exchange.ts';
import { spoken } from '../exchange/parsed-row.ts';
import { compress } from './compress.ts';
import type { NormaliseConfig } from './config.ts';

/** What the log says about the reply: that it is a text, that it (also) calls tools, that it is empty, or nothing. */
export type ReplyKind = 'text' | 'tool_calls' | 'empty' | 'not_logged';

export type Dialogue = {
  history: [string, string][];
  text: string;
  query: string;
  response: string;
  replyKind: ReplyKind;
  /** Whether a limit cut something. */
  compressed: boolean;
};

/** Who says it, where several agents do. */
const named = (turn: Turn, several: boolean, text: string): string => (several && turn.name !== undefined && text !== '' ? `[${turn.name}] ${text}` : text);

/**
 * The dialogue of an exchange: one pair for each user turn, with everything that the agent said and its tools returned up
 * to the next one, joined by blank lines. What the agent said before any question is answered to ''.
 * `response` is the reply that the log marks as such; else what the agent said last, if nothing came after it.
 */
export function dialogueOf(exchange: Exchange, config: NormaliseConfig): Dialogue {
  const { turns } = exchange;
  const several = exchange.flags.has('other_roles');
  let compressed = false;
  const cut = (text: string, limit: number): string => {
    const short = compress(text, limit, config.head_ratio);
    if (short !== text) compressed = true;
    return short;
  };
  const pairs: { question: string; answers: string[] }[] = [];
  const system: string[] = [];
  for (const turn of turns) {
    if (turn.role === 'system' || turn.role === 'developer') {
      if (config.include_system && turn.text !== '') system.push(turn.text);
    } else if (turn.role === 'user') {
      pairs.push({ question: turn.text, answers: [] });
    } else {
      const pair = pairs.at(-1) ?? pairs[pairs.push({ question: '', answers: [] }) - 1];
      const said = turn.role === 'tool' ? `[Tool result]\n${cut(turn.text, config.history_tool_result_max_chars)}` : named(turn, several, spoken(turn));
      if (said !== '') pair?.answers.push(said);
    }
  }
  const query = turns.findLast((turn) => turn.role === 'user')?.text ?? '';
  const history = pairs.map(({ question, answers }, index): [string, string] => [
    cut(index === 0 && system.length > 0 ? `${system.join('\n\n')}\n\n${question}` : question, config.history_max_user_chars),
    cut(answers.join('\n\n'), config.history_max_assistant_trace_chars),
  ]);
  return { history, text: history.flat().filter((part) => part !== '').join('\n\n'), query, ...replyOf(exchange), compressed };
}

function replyOf({ turns, replyFrom }: Exchange): Pick<Dialogue, 'response' | 'replyKind'> {
  // A reply of several steps ends with what it says, or with what it still calls.
  const at = turns.findLastIndex((turn, index) => index >= replyFrom && turn.role === 'assistant' && (turn.text !== '' || turn.calls !== undefined));
  const last = turns[at];
  if (last === undefined) return { response: '', replyKind: replyFrom < turns.length ? 'empty' : 'not_logged' };
  const calls = last.calls !== undefined && (last.text === '' || at === turns.length - 1);
  return { response: spoken(last), replyKind: calls ? 'tool_calls' : last.text.trim() === '' ? 'empty' : 'text' };
}
