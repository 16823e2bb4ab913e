import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file that breaks one rule, the rule, and what it stands for. */
const bad = {
  'workflows/reads-files.ts': ["import { readFileSync } from 'node:fs';\nexport const text = () => readFileSync('x', 'utf8');\n", 'import(no-nodejs-modules)'],
  'workflows/knows-the-gate.ts': ["import { decide } from '../core/gate/decide.ts';\nexport const judge = decide;\n", 'workflows/ imports only core/cycle'],
  'workflows/runs-activities.ts': ["import { createActivities } from '../activities/index.ts';\nexport const create = createActivities;\n", 'workflows/ imports only types of activities/'],
  'core/asks-the-store.ts': ["import { openPool } from '../adapters/store/database.ts';\nexport const open = openPool;\n", 'core/ is pure'],
  'core/reads-files.ts': ["import { readFileSync } from 'node:fs';\nexport const text = () => readFileSync('x', 'utf8');\n", 'core/ does no I/O'],
  'core/knows-openai.ts': ["import OpenAI from 'openai';\nexport const client = () => new OpenAI();\n", 'core/ knows no outside world'],
  'core/gate/writes-reports.ts': ["import { releaseReport } from '../report/release-report.ts';\nexport const write = releaseReport;\n", 'core/gate decides'],
  'core/gate/asks-openai.ts': ["import OpenAI from 'openai';\nexport const client = () => new OpenAI();\n", 'core/ knows no outside world'],
  'adapters/needs-the-sandbox.ts': ["import { startProvider } from '../sandbox/provider/start-provider.ts';\nexport const start = startProvider;\n", 'adapters/ imports only core/'],
  'activities/runs-commands.ts': ["import { devCommand } from '../scripts/commands/dev.ts';\nexport const command = devCommand;\n", 'activities/ imports core/ and adapters/'],
  'activities/starts-workflows.ts': ["import { Client } from '@temporalio/client';\nexport const client = () => new Client();\n", 'activities/ reach Temporal through adapters'],
  'sandbox/knows-the-worker.ts': ["import { createWorker } from '../worker/run.ts';\nexport const create = createWorker;\n", 'sandbox/ stands in for the outside world'],
  'worker/needs-the-sandbox.ts': ["import { startProvider } from '../sandbox/provider/start-provider.ts';\nexport const start = startProvider;\n", 'worker/ imports what it runs'],
  'scripts/ships-tests.ts': ["import { createTestDatabase } from '../test/support/database.ts';\nexport const create = createTestDatabase;\n", 'scripts/ ships'],
  'adapters/forgets.ts': ['const work = async (): Promise<number> => 1;\nexport function forget(): void {\n  work();\n}\n', 'no-floating-promises'],
  'core/circle/one.ts': ["import { two } from './two.ts';\nexport const one = (): number => two();\n", 'import(no-cycle)'],
} as const;

const good = {
  'core/circle/two.ts': "import { one } from './one.ts';\nexport const two = (): number => (Math.random() < 2 ? 2 : one());\n",
  'workflows/orchestrates.ts': "import { sleep } from '@temporalio/workflow';\nimport type { Activities } from '../activities/index.ts';\nimport { releaseId } from '../core/cycle/ids.ts';\n\nexport async function wait(name: keyof Activities): Promise<string> {\n  await sleep(1);\n  return releaseId(name, 'candidate');\n}\n",
};

let dir: string;
afterAll(() => rm(dir, { recursive: true, force: true }));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-lint-'));
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) await cp(join(root, name), join(dir, name));
  for (const folder of ['core', 'adapters', 'activities', 'workflows', 'worker']) await cp(join(root, folder), join(dir, folder), { recursive: true });
});

/** Exit code and everything that was said; both tools end with 1 when they find something. */
const run = (...argv: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd: dir, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}\n${stderr}` });
    });
  });
const bin = (path: string): string => join(root, 'node_modules', path);

test('nothing but the sandbox and its commands needs the sandbox: without it the rest keeps its types', async () => {
  // Neither sandbox/ nor scripts/, test/ and bench/ were copied.
  const { code, said } = await run(bin('typescript/bin/tsc'), '--noEmit');
  expect(said.trim()).toBe('');
  expect(code).toBe(0);
});

describe('a file that breaks a rule', () => {
  let findings: { filename: string; code: string; text: string }[];

  beforeAll(async () => {
    for (const [path, content] of [...Object.entries(bad).map(([path, [content]]) => [path, content] as const), ...Object.entries(good)]) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const { said } = await run(bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '--format', 'json', ...Object.keys(bad), ...Object.keys(good));
    const { diagnostics } = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)) as { diagnostics: { filename: string; code?: string; message: string; help?: string }[] };
    findings = diagnostics.map(({ filename, code = '', message, help = '' }) => ({ filename, code, text: `${code} ${message} ${help}` }));
  });

  test.for(Object.entries(bad))('is reported: %s', ([path, [, rule]]) => {
    expect(findings.filter(({ filename }) => filename.endsWith(path)).map(({ text }) => text).join('\n')).toContain(rule);
  });

  test('is told from one that keeps them', () => {
    expect(findings.filter(({ filename }) => filename.endsWith('workflows/orchestrates.ts'))).toEqual([]);
  });
});
