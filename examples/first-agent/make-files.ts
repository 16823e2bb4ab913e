import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redactText } from '../../core/privacy/redact-text.ts';
import { simulateFeedback } from '../../sandbox/traffic/simulate-feedback.ts';
import { supportTraffic, type Turn } from '../../sandbox/traffic/support-traffic.ts';

// Files such as a team would bring, for the walk through in README.md: npx node examples/first-agent/make-files.ts FOLDER
const folder = process.argv[2] ?? 'build/first-agent';
const counts = { logged: 400, frozen: 300 };
/** One reply in this many is wrong: the agent has something to learn. */
const wrongEvery = 3;

const turns = [...new Map(supportTraffic({ seed: 21, count: 4 * (counts.logged + counts.frozen) }).map((turn) => [turn.text.toLowerCase(), turn])).values()];
const logged = turns.slice(0, counts.logged);
const frozen = turns.slice(counts.logged, counts.logged + counts.frozen);
const feedbackOn = simulateFeedback({ seed: 1 });

/** What the agent said, and what the user thought of it. */
function log({ text, reply }: Turn, index: number): object {
  const right = index % wrongEvery !== 0;
  const said = right ? reply : logged.find((other) => other.reply !== reply)?.reply;
  const rating = feedbackOn(`call-${index}`, right)?.rating;
  return { id: `call-${index}`, user: `customer-${index % 90}@example.com`, user_input: text, agent_output: said, ...(rating !== undefined && { rating }) };
}

const files: Record<string, object[]> = {
  'logs.jsonl': logged.map(log),
  'suite.jsonl': frozen.map(({ text, reply, intent }) => ({ input: text, expected: reply, intent })),
  // Only the sandbox's judge needs to be told; it looks up what it is shown, which is redacted.
  'answer-key.jsonl': turns.map(({ text, reply, intent }) => ({ prompt: redactText(text).text, reply, intent })),
};
await mkdir(folder, { recursive: true });
for (const [name, rows] of Object.entries(files)) {
  await writeFile(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  process.stdout.write(`${join(folder, name)}: ${rows.length} lines\n`);
}
