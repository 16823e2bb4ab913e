import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockUser } from '../adapters/store/blocked.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { agentYaml, openInstallation, program, type Installation } from './support/cli.ts';

let flywheel: Installation;

const agents = ['feedback', 'hostile', 'naughty', 'blocking'].map((name) => `${name}-${Date.now().toString(36)}`);
const [rated, hostile, naughtyList, blocking] = agents as [string, string, string, string];

beforeAll(async () => {
  flywheel = await openInstallation();
  await Promise.all(agents.map(async (agent) => {
    await flywheel.file(`${agent}.yaml`, agentYaml(agent));
    await flywheel.run('apply', '-f', `${agent}.yaml`);
  }));
});
afterAll(() => flywheel.close());

test.concurrent('rows of a blocked user are counted as such', async () => {
  await blockUser(flywheel.pool, pseudonym('u', 'bob-who-left', 'test-key'));
  await flywheel.file('left.jsonl', ['bob-who-left', 'carol'].map((user) => ({ user_input: `of ${user}`, agent_output: 'r', user })));
  const { code, stdout } = await flywheel.run('import', 'left.jsonl', '--agent', blocking);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^2 rows accepted \(plain\); new: 1 interactions\n1 interactions stay out: their users were erased and blocked\n/)]);
});

test.concurrent('feedback counts whenever it comes: before its interaction, late, again; a rating that there is not is left out', async () => {
  const mine = ['--agent', rated];
  const ratings = async () => (await flywheel.json<{ avg_rating: number | null; low_rated: number }>('stats', ...mine));
  await flywheel.file('early.jsonl', [{ interaction_id: 'a', rating: 1, at: '2026-03-01T10:00:00Z' }, { interaction_id: 'b', thumbs: 'down', text: 'call me: ana@example.com' }]);
  expect(await flywheel.json('import', 'early.jsonl', ...mine)).toMatchObject({ code: 0, accepted: 2, stored: { feedback: 2 }, waiting: 2, redacted: { EMAIL: 1 } });
  expect((await flywheel.run('import', 'early.jsonl', ...mine)).stdout).toContain('2 feedback rows wait for their interaction');
  expect(await ratings()).toMatchObject({ total_interactions: 0, low_rated: 0 });

  await flywheel.file('log.jsonl', ['a', 'b'].map((id) => ({ id, user_input: 'q', agent_output: 'r', user: 'ana@example.com' })));
  expect(await flywheel.json('import', 'log.jsonl', ...mine)).toMatchObject({ stored: { interactions: 2 } });
  expect(await ratings()).toMatchObject({ total_interactions: 2, avg_rating: 1, low_rated: 1 });

  // The user's latest word counts, not the one that arrives last.
  await flywheel.file('late.jsonl', [
    { interaction_id: 'a', rating: 5, at: '2026-03-03T10:00:00Z' }, { interaction_id: 'a', rating: 2, at: '2026-03-02T10:00:00Z' },
    { interaction_id: 'a', rating: 7 }, { interaction_id: 'a', rating: 4.5 }, { interaction_id: 'a' }, { rating: 3 },
  ]);
  const late = await flywheel.run('import', 'late.jsonl', ...mine);
  expect(late).toMatchObject({ code: 0, stdout: '2 rows accepted (feedback); new: 2 feedback\n' });
  expect(late.stderr).toContain('late.jsonl:3: rating: found 7, expected a whole number from 1 to 5');
  expect(late.stderr).toMatch(/late\.jsonl:4: rating.*\nlate\.jsonl:5: .*at least one of rating.*\nlate\.jsonl:6: .*\n4 bad lines were left out\n$/);
  expect(await flywheel.json('import', 'late.jsonl', ...mine)).toMatchObject({ accepted: 2, stored: { feedback: 0 }, bad: 4 });
  expect(await ratings()).toMatchObject({ total_interactions: 2, avg_rating: 5, low_rated: 0 });

  const stored = JSON.stringify((await flywheel.pool.query('select i.*, f.text from interactions i join feedback f on f.interaction_id = i.id where i.agent = $1', [rated])).rows);
  expect(stored).not.toContain('ana@example.com');
  expect(stored).toMatch(/"user_id":"u_[0-9a-f]{16}"/);
});

const naughty = fileURLToPath(new URL('../../shared/data/blns/blns.json', import.meta.url));
const blns = await readFile(naughty, 'utf8').then((text) => JSON.parse(text) as string[], () => undefined);
const own = [
  `'; drop table interactions; --`, `$1`, `\\'; delete from feedback where 'a' = 'a`, 'nul \0 inside', '\0', 'lone \uD800 high', 'lone \uDC00 low', '\uDC00\uD800', `\\u0000`, `{"a":"\\u0000"}`,
  '[[[[', '\u202Eright to left', '\uFEFF', 'a'.repeat(100_000), `{"__proto__":{"x":1}}`, '"', '`$(reboot)`',
];

/** Every text as what was asked, answered and said of it; then as who asked. */
async function importAll(agent: string, texts: readonly string[]): Promise<void> {
  const mine = ['--agent', agent];
  await flywheel.file(`${agent}.jsonl`, texts.map((text) => ({ user_input: text, agent_output: text, rating: 1, user_feedback: text })));
  const imported = await flywheel.json<{ accepted: number; stored: { interactions: number } }>('import', `${agent}.jsonl`, ...mine);
  expect(imported).toMatchObject({ code: 0, accepted: texts.length, stored: { interactions: texts.length, feedback: texts.length }, bad: 0 });
  expect(await flywheel.json('import', `${agent}.jsonl`, ...mine)).toMatchObject({ accepted: texts.length, stored: { interactions: 0, feedback: 0 } });
  expect(await flywheel.json('stats', ...mine)).toMatchObject({ total_interactions: texts.length, avg_rating: 1, low_rated: texts.length });

  // Texts without personal data come back letter by letter, with what no database keeps replaced.
  const replies = new Set((await flywheel.pool.query<{ reply: string }>('select reply from interactions where agent = $1', [agent])).rows.map(({ reply }) => reply));
  const changed = texts.filter((text) => !replies.has(text.replaceAll('\0', '\uFFFD').toWellFormed()));
  expect(changed.length).toBeLessThanOrEqual(texts.length * 0.02);

  // As ids they are worse: each becomes a pseudonym, and a placeholder where the row's own texts name it.
  await flywheel.file(`${agent}-ids.jsonl`, texts.map((text, index) => ({ user_input: `question ${index}`, agent_output: text, user: text, session: text })));
  expect(await flywheel.json('import', `${agent}-ids.jsonl`, ...mine)).toMatchObject({ code: 0, accepted: texts.length, stored: { interactions: texts.length } });
  const named = await flywheel.pool.query<{ user_id: string }>('select user_id from interactions where agent = $1 and user_id is not null', [agent]);
  expect(named.rows.length).toBeGreaterThan(texts.length * 0.9);
  expect(named.rows.filter(({ user_id }) => !/^u_[0-9a-f]{16}$/.test(user_id))).toEqual([]);
}

test.concurrent('hostile texts are stored as the texts that they are, and come out again', async () => {
  const mine = ['--agent', hostile];
  await importAll(hostile, own);

  const exported = await flywheel.run('export', 'bad-cases', '--limit', '10000', '--out', 'bad.jsonl', ...mine);
  expect(exported).toEqual({ code: 0, stdout: '', stderr: '' });
  const lines = (await readFile(`${flywheel.dir}/bad.jsonl`, 'utf8')).trim().split('\n');
  expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(own.length);

  // Who looks at the first lines only closes the pipe early.
  const args = [process.execPath, program, 'export', 'bad-cases', '--limit', '10000', ...mine];
  const piped = spawnSync('bash', ['-o', 'pipefail', '-c', '"$@" | head -c 10', 'bash', ...args], { cwd: flywheel.dir, env: { ...process.env, ...flywheel.env }, encoding: 'utf8' });
  expect(piped).toMatchObject({ status: 0, stdout: expect.stringMatching(/^{"id":"...$/) as string, stderr: '' });
});

test.skipIf(blns === undefined)(`the Big List of Naughty Strings${blns === undefined ? ' is not there (../shared/data/blns): skipped' : ' is stored, every line of it'}`, { concurrent: true }, () => importAll(naughtyList, blns ?? []));
