import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { countUnclaimed } from '../adapters/store/claims.ts';
import { loadCommands } from '../scripts/commands/index.ts';
import { agentYaml, openInstallation, type Installation } from './support/cli.ts';

let flywheel: Installation;
const agents = ['first', 'second'].map((name) => `${name}-${Date.now().toString(36)}`);
const [first, second] = agents as [string, string];
const good = { user_input: 'q', agent_output: 'r' };

beforeAll(async () => {
  flywheel = await openInstallation();
  const none = await flywheel.run('stats');
  expect(none).toEqual({ code: 2, stdout: '', stderr: '--agent: found nothing, expected an applied agent (npx flywheel apply -f flywheel.yaml)\n' });
  await Promise.all(agents.map(async (agent) => {
    await flywheel.file(`${agent}.yaml`, agentYaml(agent));
    await flywheel.run('apply', '-f', `${agent}.yaml`);
  }));
});
afterAll(() => flywheel.close());

describe.concurrent('a wrong call exits with 2 and says what is wrong:', () => {
  test.for<[string, string[], RegExp]>([
    ['a command that there is not', ['statz'], /unknown command 'statz'[^]*Did you mean stats/],
    ['an option that there is not', ['stats', '--jsn'], /unknown option '--jsn'[^]*Did you mean --json/],
    ['a sub-command that there is not', ['export', 'good-cases'], /unknown command 'good-cases'/],
    ['a number that is none', ['export', 'bad-cases', '--limit', 'all'], /--limit.*A whole number from 1 on is expected/],
    ['an agent that was never applied', ['stats', '--agent', 'nobody'], new RegExp(`^--agent: found nobody, expected one of: ${agents.join(', ')}\n$`)],
    ['no agent where there are several', ['status'], new RegExp(`^--agent: found nothing, expected one of: ${agents.join(', ')}\n$`)],
    ['a configuration that is not there', ['apply', '-f', 'nothing.yaml'], /^nothing\.yaml: found nothing there, expected a flywheel\.yaml\n$/],
    ['a log that is not there', ['import', 'nothing.jsonl', '--agent', first], /^nothing\.jsonl: found nothing there, expected a readable file\n$/],
    ['a suite that is a folder', ['suite', 'import', '.', '--agent', first], /^\.: found a folder, expected a readable file\n$/],
    ['a cycle of another agent', ['status', `flywheel/${second}/manual-1`, '--agent', first], /^cycle: found flywheel\/second\S+, expected the id of a cycle of first/],
    ['a result in a folder that is not there', ['stats', '--agent', first, '--out', 'no/such/stats.json'], /^--out: found no\/such\/stats\.json, expected a file in a folder that is there/],
    ['a result that is a folder', ['stats', '--agent', first, '--out', '.'], /^--out: found the folder \., expected the name of a file\n$/],
  ])('%s', async ([, args, message], { expect }) => {
    const { code, stdout, stderr } = await flywheel.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.for<[string, string, string, RegExp]>([
    ['faults, all of them at once', 'faulty', agentYaml('X', 'gate:\n  margin: 2\nrelaese: {}\n').replace('50ms', 'soon'), /^faulty\.yaml:2: agent\.name: found "X", expected .*\nfaulty\.yaml:10: train\.poll_from: found "soon", expected a duration.*\nfaulty\.yaml:15: gate\.margin: found 2, expected .*\nfaulty\.yaml:16: relaese: found .*, expected .+\n$/],
    ['YAML that is none', 'broken', 'agent: [', /^broken\.yaml:1: .*expected valid YAML/],
    ['a key of a provider', 'secret', agentYaml('x').replace('Answer with the reply that helps.', `sk-${'a'.repeat(20)}`), /^secret\.yaml:5: agent\.champion\.system_prompt: found a value shaped like a key, expected no secrets/],
  ])('a configuration with %s', async ([, name, text, message], { expect }) => {
    await flywheel.file(`${name}.yaml`, text);
    const { code, stdout, stderr } = await flywheel.run('apply', '-f', `${name}.yaml`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('sk-aaa');
  });
});

describe.concurrent('bad lines of a log', () => {
  test('are left out and counted; all of them bad, or any with --strict, is an error', async () => {
    await flywheel.file('some-bad.jsonl', `${JSON.stringify(good)}\n{"user_input": \n${JSON.stringify({ ...good, rating: 'five' })}\n`);
    await flywheel.file('all-bad.jsonl', '{"question": 1}\n[1]\nnull\n');
    const mine = ['--agent', first];
    const some = await flywheel.run('import', 'some-bad.jsonl', ...mine);
    expect(some).toMatchObject({ code: 0, stdout: '1 rows accepted (plain); new: 1 interactions\n' });
    expect(some.stderr).toBe('some-bad.jsonl:2: found broken JSON, expected one whole JSON object\nsome-bad.jsonl:3: rating: found "five", expected a whole number from 1 to 5\n2 bad lines were left out\n');
    expect(await flywheel.run('import', 'some-bad.jsonl', '--strict', ...mine)).toMatchObject({ code: 2, stderr: some.stderr });
    const all = await flywheel.run('import', 'all-bad.jsonl', '--json', ...mine);
    expect([all.code, JSON.parse(all.stdout)]).toMatchObject([2, { accepted: 0, bad: 3 }]);
    expect(all.stderr).toContain('all-bad.jsonl:1: found fields question, expected feedback {interaction_id');
  });

  test('in a suite: --strict freezes nothing', async () => {
    await flywheel.file('suite.jsonl', [{ input: 'q', expected: 'r' }, { input: 'q2' }]);
    const mine = ['--agent', second];
    expect(await flywheel.run('suite', 'import', 'suite.jsonl', '--strict', ...mine)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^suite\.jsonl:2: expected: /) as string });
    expect((await flywheel.pool.query('select 1 from suites where agent = $1', [second])).rowCount).toBe(0);
    expect(await flywheel.json('suite', 'import', 'suite.jsonl', ...mine)).toMatchObject({ code: 0, cases: 1, bad: 1, created: true, leastCases: 133 });
  });
});

describe.concurrent('what does not answer is named, with exit code 4:', () => {
  test.for<[string, string[], Record<string, string | undefined>, RegExp]>([
    ['Postgres', ['stats'], { DATABASE_URL: 'postgres://flywheel:secret@127.0.0.1:1/flywheel' }, /^the database is out of reach \(connect ECONNREFUSED 127\.0\.0\.1:1\); run `npx flywheel dev`/],
    ['Temporal', ['run', '--agent', first], { TEMPORAL_ADDRESS: '127.0.0.1:1' }, /^Temporal is out of reach/],
    ['an embedded stack that does not run', ['stats'], { DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined }, /^the database is out of reach; run `npx flywheel dev`/],
  ])('%s', async ([, args, env, message], { expect }) => {
    const { code, stdout, stderr } = await flywheel.runWith(env, ...args);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/secret|\n {4}at /);
  });

  test('Temporal, when a configuration is to be applied: then nothing of it is', async () => {
    await flywheel.file('third.yaml', agentYaml('third'));
    expect(await flywheel.runWith({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'apply', '-f', 'third.yaml')).toMatchObject({ code: 4 });
    expect((await flywheel.run('stats', '--agent', 'third')).code).toBe(2);
  });
});

test.concurrent.for<[string, Record<string, string | undefined>, string[], RegExp]>([
  ['an address of the database that is none', { DATABASE_URL: 'localhost:5432' }, ['stats'], /^environment: DATABASE_URL: found another value, expected a URL such as postgres:/],
  ['a database that its server does not know', { DATABASE_URL: inject('templateDatabaseUrl').replace(/[^/?]+(?=\?|$)/, 'none_gone') }, ['stats'], /^environment: DATABASE_URL: found database "none_gone" does not exist, expected a database and a user that its server knows/],
  ['Temporal without a database', { DATABASE_URL: undefined }, ['stats'], /^environment: DATABASE_URL: found nothing/],
  ['no key for pseudonyms', { FLYWHEEL_PSEUDONYM_KEY: undefined }, ['import', 'log.jsonl', '--agent', second], /^environment: FLYWHEEL_PSEUDONYM_KEY: found nothing/],
  ['a namespace that is not there', { TEMPORAL_NAMESPACE: 'nowhere' }, ['run', '--agent', second], /^TEMPORAL_NAMESPACE: .*nowhere/],
])('an environment with %s is a matter of configuration, exit code 2', async ([, env, args, message], { expect }) => {
  const { code, stdout, stderr } = await flywheel.runWith(env, ...args);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('a result goes to its file as a whole or not at all', async () => {
  const written = await flywheel.run('stats', '--agent', first, '--out', 'stats.json');
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
  const text = await readFile(`${flywheel.dir}/stats.json`, 'utf8');
  expect(JSON.parse(text)).toHaveProperty('total_interactions');
  // A call that fails leaves what stood there, and no half of anything beside it.
  expect(await flywheel.run('stats', '--agent', 'nobody', '--out', 'stats.json')).toMatchObject({ code: 2 });
  expect(await readFile(`${flywheel.dir}/stats.json`, 'utf8')).toBe(text);
  expect((await readdir(flywheel.dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  await flywheel.run('stats', '--agent', first, '--out', 'stats.txt');
  expect(await readFile(`${flywheel.dir}/stats.txt`, 'utf8')).toMatch(/^interactions +\d+\n/);
});

test('--json prints JSON alone on stdout, whatever has to be said besides', async () => {
  await flywheel.file('half.jsonl', `${JSON.stringify(good)}\nbroken\n`);
  const { stdout, stderr } = await flywheel.run('import', 'half.jsonl', '--agent', second, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, bad: 1, faults: [{ line: 2 }] });
  expect(stderr).toContain('1 bad line was left out');
  expect(await countUnclaimed(flywheel.pool, second, new Date())).toBe(1);
});

test('every command explains itself, and every option of it', async () => {
  const { code, stdout } = await flywheel.run('--help');
  const commands = (await loadCommands(undefined)).flatMap((command) => [command, ...command.commands]);
  expect(code).toBe(0);
  for (const command of commands) {
    if (command.parent === null) expect(stdout).toContain(`  ${command.name()} `);
    expect(command.description(), command.name()).toMatch(/^[A-Z][^]*\.$/);
    for (const { flags, description } of [...command.options, ...command.registeredArguments.map((argument) => ({ flags: argument.name(), description: argument.description }))]) {
      expect(description.length, `${command.name()} ${flags}`).toBeGreaterThan(8);
    }
  }
});
