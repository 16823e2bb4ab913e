// What judging costs in calls, on rows of one and of five questions and on real logs, beside the calls that one operator for
// each field would take; and how many rows the rules hand to the judge for personal data. `npm run evidence:judge-calls`.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputFiles } from '../adapters/analysis/inputs.ts';
import { annotateFiles } from '../adapters/annotation/annotate-files.ts';
import { openChat, openClient, type Chat } from '../adapters/llm/chat.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { annotateSchema } from '../core/annotation/config.ts';
import { suspectRules } from '../core/annotation/pii-suspects.ts';
import type { Message } from '../core/interaction/message.ts';
import { redactText } from '../core/privacy/redact-text.ts';
import { startProvider } from '../sandbox/provider/start-provider.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';

const data = '../shared/data';
/** Data-Juicer 1.6.1's recipe for agent logs, counted: four calls for each question and 13 to 15 for the row. */
const callsOfReference = (questions: number): number => 4 * questions + 14;
/** Answers that break off: every twentieth. */
const brokenEvery = 20;

const turns = supportTraffic({ seed: 21, count: 1_000 });
function writtenRows(questions: number): string {
  const rows = Array.from({ length: Math.floor(turns.length / questions) }, (_, at) => {
    const own = turns.slice(at * questions, (at + 1) * questions);
    const messages = own.flatMap(({ text, reply }) => [{ role: 'user', content: text }, { role: 'assistant', content: reply }]);
    return { id: `r${at}`, messages: messages.slice(0, -1), response_choices: [{ message: at % 3 === 0 ? { role: 'assistant', content: 'I am not sure.' } : messages.at(-1) }] };
  });
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

const dir = await mkdtemp(join(tmpdir(), 'flywheel-judge-calls-'));
const provider = await startProvider({ dir: join(dir, 'provider') });
try {
  const key = turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent })).join('\n');
  await fetch(provider.url.replace(/v1$/, 'sandbox/answer-key'), { method: 'PUT', body: key });
  const inputs: [name: string, path: string][] = [];
  for (const questions of [1, 5]) {
    await writeFile(join(dir, `${questions}.jsonl`), writtenRows(questions));
    inputs.push([`${questions} question${questions > 1 ? 's' : ''}, generated`, join(dir, `${questions}.jsonl`)]);
  }
  for (const [name, path] of [['tau-bench airline, gpt-4o', 'taubench-gpt4o-airline/historical_trajectories'], ['Who&When', 'who-and-when']] as const) {
    if (existsSync(join(data, path))) inputs.push([name, join(data, path)]);
    else process.stderr.write(`${join(data, path)} is not there and is left out\n`);
  }
  process.stdout.write('| rows of | rows | questions a row | with causes | personal data looked for | calls a row | of these repairs | reference | times fewer |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n');
  for (const [name, path] of inputs) process.stdout.write(await measured(name, path));
  await personalData();
} finally {
  await provider.close();
  await rm(dir, { recursive: true, force: true });
}

async function measured(name: string, path: string): Promise<string> {
  const chat = openChat(openClient({ apiKey: 'none', baseUrl: provider.url }));
  let [asked, suspected] = [0, 0];
  const breaking: Chat = async (request) => {
    const first = request.messages.length === 2;
    if (first && request.jsonSchema !== undefined && 'pii' in (request.jsonSchema.schema['properties'] as object)) suspected += 1;
    const broken = first && ++asked % brokenEvery === 0;
    const reply = await chat(request);
    return broken ? { ...reply, text: reply.text.slice(0, 60) } : reply;
  };
  const out = join(dir, 'out.jsonl');
  const { summary } = await annotateFiles({
    files: await inputFiles([path]), stdin: process.stdin, out, annotate: annotateSchema.parse({ judge: 'sandbox-judge' }), analyze: analyzeSchema.parse({}),
    chat: breaking, pseudonymKey: undefined, signal: new AbortController().signal,
  });
  type Row = { meta: Record<string, unknown>; messages?: Message[]; traj?: Message[] };
  const rows = (await readFile(out, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Row);
  const questions = rows.map(({ messages, traj }) => Math.max(1, (messages ?? traj ?? []).filter(({ role }) => role === 'user').length));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ours, theirs] = [summary.calls_per_row ?? NaN, mean(questions.map(callsOfReference))];
  const share = (count: number): string => `${((100 * count) / rows.length).toFixed(0)} %`;
  const causes = rows.filter(({ meta }) => meta['agent_insight_llm'] !== undefined).length;
  return `| ${name} | ${rows.length} | ${mean(questions).toFixed(1)} | ${share(causes)} | ${share(suspected)} | ${ours.toFixed(2)} | ${((summary.paid.calls - rows.length) / rows.length).toFixed(2)} | ${theirs.toFixed(1)} | ${(theirs / ours).toFixed(0)} |\n`;
}

/** Of labelled texts that still hold something after the rules, how many are looked at; and of questions that hold nothing. */
async function personalData(): Promise<void> {
  const labelled = join(data, 'presidio-research/synth_dataset_v2.json');
  if (existsSync(labelled)) {
    const texts = JSON.parse(await readFile(labelled, 'utf8')) as { full_text: string; spans: { entity_type: string; entity_value: string }[] }[];
    for (const type of ['PERSON', 'STREET_ADDRESS']) {
      const left = texts.map(({ full_text, spans }) => ({ text: redactText(full_text).text, spans })).filter(({ text, spans }) => spans.some((span) => span.entity_type === type && text.includes(span.entity_value)));
      process.stdout.write(`presidio-research v2: ${type} left by the rules in ${left.length} texts, ${left.filter(({ text }) => suspectRules(text).length > 0).length} of them looked at\n`);
    }
  }
  const banking = join(data, 'banking77/test.csv');
  if (!existsSync(banking)) return;
  const questions = (await readFile(banking, 'utf8')).trim().split('\n').slice(1);
  process.stdout.write(`BANKING77: ${questions.filter((text) => suspectRules(redactText(text).text).length > 0).length} of ${questions.length} lines of the test file looked at\n`);
}
