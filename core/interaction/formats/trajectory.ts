import { newExchange, objectOf, setLineage, textOf, trailingReply } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessages } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import type { RowFormat } from './format.ts';

/** How a simulated user ends the talk: thanks and a mark, not a question. */
const stop = /###(?:STOP|TRANSFER|OUT-OF-SCOPE)###\s*$/;

function readTrajectory(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const exchange = newExchange();
  const fault = readMessages(raw['traj'], 'traj', exchange);
  if (fault !== undefined) return { fault };
  const last = exchange.turns.at(-1);
  if (last?.role === 'user' && stop.test(last.text)) exchange.turns.pop();
  exchange.replyFrom = trailingReply(exchange);
  const [task, trial] = [textOf(raw['task_id']), textOf(raw['trial'])];
  const info = objectOf(raw['info']) ?? {};
  setLineage(exchange, { id: [task === undefined || trial === undefined ? task : `${task}/${trial}`], model: [raw['model'], info['model']], user: [objectOf(info['task'])?.['user_id']] });
  return exchange;
}

/** Trajectories of tau-bench. */
export const trajectory: RowFormat = exchangeFormat({ name: 'tau-bench', needs: '{task_id, traj}', detect: (raw) => 'traj' in raw, read: readTrajectory });

function readHistory(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const exchange = newExchange();
  const system = raw['system_prompt'];
  if (typeof system === 'string' && system !== '') exchange.turns.push({ role: 'system', text: system });
  const { length } = exchange.turns;
  const fault = readMessages(raw['history'], 'history', exchange);
  if (fault !== undefined) return { fault };
  const question = textOf(raw['question']);
  const said = exchange.turns.slice(length);
  // Agents that talk to each other as "user" are named; a person is not.
  for (const turn of said) if (turn.role === 'user' && turn.name !== undefined && turn.name.toLowerCase() !== 'human') turn.role = 'assistant';
  if (question !== undefined && !said.some((turn) => turn.role === 'user' && turn.text.includes(question.slice(0, 200)))) {
    for (const turn of said) if (turn.role === 'user') turn.role = 'assistant';
    exchange.turns.splice(length, 0, { role: 'user', text: question });
  }
  exchange.replyFrom = trailingReply(exchange);
  setLineage(exchange, { id: [raw['question_ID'], raw['question_id'], raw['id']], model: [raw['model']] });
  return exchange;
}

/** A talk among several agents about one question, as in Who&When. */
export const agentHistory: RowFormat = exchangeFormat({ name: 'agent-history', needs: '{question, history}', detect: (raw) => Array.isArray(raw['history']), read: readHistory });
