import { getAgent } from '../../adapters/store/agents.ts';
import type { Forecast, ForecastLine } from '../../core/spending/forecast.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { forecastNext, type NextCycle } from '../plan/forecast.ts';

/** The `plan` command: what the next cycle will take, before anything is spent. */
export const planCommand = () =>
  agentCommand('plan', 'calls, tokens and cost of the next cycle, before anything is spent').action((options: CommonOptions) =>
    answerForAgent(options, async (session, agent) => {
      const { config } = await getAgent(session.pool, agent);
      const next = await forecastNext(session, agent, config);
      return { data: { agent, ...next }, text: describe(agent, next) };
    }),
  );

function describe(agent: string, { starts, why, unclaimed, forecast }: NextCycle): string {
  const head = starts
    ? `a cycle of ${agent} that starts now finds ${unclaimed} new interactions (${why})`
    : `a cycle of ${agent} that starts now ends before anything is spent: ${why}. A retrain would take:`;
  const rows = [['stage', 'what', 'calls', 'tokens', 'USD', 'from'], ...forecast.lines.map(cells), ['', 'in all', whole(forecast.calls), whole(forecast.tokens), money(forecast.usd), '']];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) => row.map((cell, column) => (column >= 2 && column <= 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd());
  return [head, '', ...table, ...remarks(forecast)].join('\n');
}

const cells = ({ stage, what, calls, tokens, usd, basis }: ForecastLine): string[] =>
  [stage, what, calls === null ? '' : whole(calls), whole(tokens), usd === null ? 'unknown' : money(usd), basis === 'measured' ? 'earlier cycles' : 'an estimate'];

function remarks({ unknown, stops }: Forecast): string[] {
  const lines = [
    ...stops.map((stop) => `limit: ${stop}`),
    ...(unknown.length > 0 ? [`in no sum: ${unknown.join('; ')}`] : []),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const money = (usd: number): string => usd.toFixed(usd < 10 ? 4 : 2);
