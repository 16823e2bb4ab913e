import { parseCandidateFile } from '../../adapters/files/parse-candidate-file.ts';
import { parseManifestFile } from '../../adapters/files/parse-manifest-file.ts';
import { parseSuiteFile } from '../../adapters/files/parse-suite-file.ts';
import { balance, usualEpochs } from '../../core/balancing/balance.ts';
import { factsOf, withSides, withTasks } from '../../core/balancing/candidates.ts';
import { dataCard, type DataCard } from '../../core/balancing/card.ts';
import type { BalanceConfig } from '../../core/balancing/config.ts';
import { manifestOf, type ManifestRow } from '../../core/balancing/manifest.ts';
import { sealsOfManifest } from '../../core/balancing/manifest-row.ts';
import { fileDatasetId, type Content } from '../../core/balancing/output-lines.ts';
import type { BalanceReport } from '../../core/balancing/plan.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import { lastUserText } from '../../core/interaction/message.ts';
import type { RedactionCounts } from '../../core/privacy/redact-text.ts';
import { assignSides } from '../../core/splits/assign-sides.ts';
import { rowProgress } from '../progress.ts';

export type FileInputs = { candidates: string; suites: readonly string[]; sealed: string | undefined };
export type BalancedFile = {
  dataset: string;
  manifest: ManifestRow[];
  contents: Map<string, Content>;
  report: BalanceReport & { dataset: string; redacted: RedactionCounts; card: DataCard };
};

/** Of the split of files: the same for ever, so that the same groups are held out whatever the seed. */
const salt = 'file';

/** Plans a training set of a file of candidates, without a server. Nothing is written here. */
export async function balanceFile({ candidates: path, suites, sealed }: FileInputs, config: BalanceConfig): Promise<BalancedFile> {
  const heldOut = await questionsOf(suites);
  const seals = sealed === undefined ? new Map() : sealsOfManifest(await parseManifestFile(sealed));
  const progress = rowProgress();
  const { rows: read, redacted } = await parseCandidateFile(path, progress.at).finally(progress.end);
  const candidates = read.map(({ candidate }) => candidate);
  assertSomethingToBalance(candidates, config, path);

  const { rows: known, items } = factsOf(candidates, heldOut);
  const testFrom = config.test_from === undefined ? {} : { testFrom: Date.parse(config.test_from) };
  const placed = assignSides(items, { salt, val: config.val_share, test: config.test_share, ...testFrom }, seals);
  const rows = withTasks(withSides(known, placed, candidates), config);
  const plan = balance(rows, config, { heldOut: new Set(heldOut.map(fingerprint)) });
  const manifest = manifestOf(rows, plan.rows);
  const dataset = fileDatasetId(manifest);
  const card = dataCard(rows, plan, { dataset, epochs: usualEpochs });
  const contents = new Map(read.map(({ candidate, messages, rejected }) => [candidate.id, { messages, ...(rejected !== undefined && { rejected }) }]));
  return { dataset, manifest, contents, report: { ...plan.report, dataset, redacted, card } };
}

async function questionsOf(files: readonly string[]): Promise<string[]> {
  const questions: string[] = [];
  for (const file of files) {
    const suite = await parseSuiteFile(file);
    // A case that cannot be read could be the one that leaks.
    if (suite.faults.length > 0) throw new InputError(suite.faults.slice(0, 20));
    questions.push(...suite.cases.map(({ messages }) => lastUserText(messages)));
  }
  return questions;
}

function assertSomethingToBalance(rows: readonly { intent: string }[], config: BalanceConfig, source: string): void {
  const first = rows[0]?.intent;
  if (config.intent_max_ratio === 1 || rows.some(({ intent }) => intent !== first)) return;
  throw new InputError({ source, field: 'intent', found: 'one intent in all rows', expected: `at least two, or intent_max_ratio: 1 (it is ${config.intent_max_ratio})` });
}
