import type { Outcome } from '../../cycle/outcome.ts';
import { grouped } from '../../figures/figure-text.ts';
import { codesEn } from './codes-en.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${grouped(count)} ${count === 1 ? one : many}`;

export type VerdictFacts = { verdict: 'promote' | 'reject' | 'inconclusive'; n: number; lost: number; gained: number; margin: number; change: string; reasons: readonly string[]; needed_cases: number | null };

/** What the report of a cycle says in English; the Chinese one has the same shape. Codes without a name are shown as they are. */
export const english = {
  ...codesEn,
  title: (agent: string) => `Cycle of ${agent}`,
  origin: (cycle: string, createdAt: string) => `${cycle} · ${createdAt}`,
  marks: { aside: (text: string) => ` (${text})`, colon: ': ', comma: ', ', semicolon: '; ' },
  none: 'none',
  running: 'not ended',
  schedule: 'the schedule',
  noVerdict: 'No verdict',
  notReached: 'The cycle did not come so far.',
  unpriced: (count: number) => `${plural(count, 'entry', 'entries')} without a known price`,
  more: (count: number) => `${grouped(count)} more not shown here.`,
  sections: {
    verdict: 'Verdict', identity: 'What was compared', criteria: 'Criteria', difference: 'Difference', cases: 'Kept, lost, gained', slices: 'Slices', critical: 'Hard cases',
    regressions: 'Worst regressions', improvements: 'Improvements', speed: 'Latency and cost', evidence: 'Quality of the evidence', judge: 'Trust in the judge',
    data: 'What changed in the data', history: 'History', release: 'Approval and rollback', classification: 'Classification report', confusions: 'Confusions', dataset: 'Training set', training: 'Training curve',
  },
  verdict: {
    outcome: (outcome: string) => `The cycle came to: ${outcome}.`,
    next: 'Next:',
    early: (stage: string) => `The cycle ended in the stage “${stage}”, before the gate was asked.`,
    sentence: ({ n, lost, gained, margin, change, reasons, needed_cases: needed }: VerdictFacts) =>
      `On ${plural(n, 'case')} the candidate lost ${grouped(lost)} and gained ${grouped(gained)}: ${change} points, 95% interval, with ${margin.toFixed(1)} points of loss tolerated. ${reasons.length > 0 ? `Reason: ${reasons.join(', ')}.` : ''}${needed === null ? '' : ` ${plural(needed, 'case')} in all would decide.`}`,
    tiles: { delta: 'difference, points', cases: 'cases', lost: '✖ lost', gained: '✔ gained', cost: 'cost of the cycle' },
  },
  next: {
    promoted: 'nothing; watch the feedback, and roll back where it turns.',
    rejected: 'look at the regressions below; the champion goes on serving.',
    inconclusive: 'add cases to the suite (npx flywheel suite import FILE --add), or wait for the next cycle; the champion goes on serving.',
    nothing_to_learn: 'nothing; the next cycle gets these interactions, too.',
    no_suite: 'freeze regression cases: npx flywheel suite import FILE.',
    releasing: 'nothing; the release goes out by itself.',
    awaiting_approval: 'read on, then npx flywheel approve --why "..." or npx flywheel reject --why "...".',
    approval_timeout: 'npx flywheel retrain makes the same candidate pass again.',
    superseded: 'look at the newer candidate.',
    rolled_back: 'put what was wrong into the suite as hard cases (npx flywheel suite import FILE --add).',
    cancelled: 'start it again, where that was not meant.',
    failed: 'npx flywheel status says which attempt failed and why.',
  } satisfies Record<Outcome, string> as Readonly<Record<Outcome, string>>,
  identity: {
    cycle: 'cycle', time: 'time', startedBy: 'started by', champion: 'champion', candidate: 'candidate', model: 'model', dataset: 'training set', suite: 'suite', judge: 'judge', seed: 'seed', version: 'version',
    suiteVersion: (version: number) => `version ${version}`,
    versions: (code: string, configuration: number) => `program ${code}, configuration ${configuration}`,
    examples: (count: number) => `${plural(count, 'message')} of examples`,
    routes: (count: number) => plural(count, 'route'),
    tainted: (day: string) => `saw a user who was erased on ${day}`,
    cost: 'What it cost', stage: 'stage', calls: 'calls', made: 'Everything that this cycle made', kind: 'made by', gate: 'gate', notGated: 'not put before it', nobody: 'no name given',
  },
  criteria: { name: 'criterion', status: 'result', limit: 'limit', observed: 'observed', interval: 'interval', sentences: 'What each of them says', original: '' },
  difference: {
    delta: 'points', all: 'all cases',
    caption: (margin: string) => `Candidate minus champion in percentage points with its 95% interval; dashed: no difference, and the margin of ${margin}`,
    means: (before: string, after: string) => `Mean score ${before} before, ${after} after.`,
    tests: (noninferior: string, harm: string) => `p of “worse by the margin or more”: ${noninferior}; p of “not worse”: ${harm} (one-sided).`,
  },
  outcomeTable: {
    candidateRight: 'candidate right', candidateWrong: 'candidate wrong', championRight: 'champion right', championWrong: 'champion wrong',
    kept: 'kept', lost: 'lost', gained: 'gained', open: 'wrong on both sides',
    rest: (count: number) => `${plural(count, 'case')} scored the same on both sides without being right or wrong altogether.`,
  },
  slices: {
    none: 'The suite names no slices.',
    caption: 'Candidate minus champion in percentage points, worst first; 95% intervals',
    multiplicity: 'Intervals describe each slice alone: of twenty, one is expected to look different by chance. The result beside them is corrected for that: Holm over critical and guarded slices, Benjamini-Hochberg over exploratory ones.',
    roles: { critical: 'critical', guarded: 'guarded', exploratory: 'exploratory' },
    counts: (lost: number, gained: number) => `${grouped(lost)} lost, ${grouped(gained)} gained`,
  },
  hard: {
    none: 'No case of this suite is marked as hard: none must never be lost.',
    lead: (all: string, lost: number) => (lost === 0 ? `None of the ${all} hard cases was lost.` : `${grouped(lost)} of the ${all} hard cases lost for good: asked again, they failed each time.`),
    all: 'Every hard case', case: 'case', champion: 'champion', candidate: 'candidate', sealed: '(sealed)', unknown: '–', passed: 'passed', failed: 'failed', lost: 'lost for good', flaky: 'a flake: passed when asked again',
  },
  changed: {
    none: { regressions: 'No case was lost.', improvements: 'No case was gained.' },
    more: (count: number) => `${grouped(count)} more not shown here; npx flywheel report CYCLE --cases FILE writes up to 200 of each in full.`,
    hard: 'hard', sealed: 'A sealed case: its texts stay unseen.',
    question: 'input', expected: 'expected', champion: 'champion', candidate: 'candidate', empty: '(empty)',
    omitted: (count: number) => `[${plural(count, 'more character')}]`,
  },
  speed: {
    latency: 'latency', latencyCaption: 'From the champion (hollow) to the candidate (filled)', noLatency: 'No latency was measured on both sides.',
    cost: '1,000 cases', costCaption: 'Cost of a thousand cases, in USD', noCost: 'What a case costs is not known for both sides: a price is missing.',
    tokens: (before: number, after: number) => `Tokens on the suite: champion ${grouped(before)}, candidate ${grouped(after)}.`,
  },
  evidence: {
    cases: 'cases', casesText: (cases: number, sealed: number, extended: number) => `${plural(cases, 'case')}, ${grouped(sealed)} of them sealed${extended > 0 ? `, ${grouped(extended)} drawn from the reserve` : ''}`,
    power: 'power', needed: (count: number) => `${plural(count, 'case')} in all would be needed to decide`, noNeeded: 'more cases are not needed, or not expected to decide it',
    errors: 'missing answers', errorsText: (champion: number, candidate: number) => `champion ${grouped(champion)}, candidate ${grouped(candidate)}; each counts against the candidate`,
    flakes: 'flakes', leakage: 'leakage into training', looks: 'looks at the suite', looksText: (looks: number, most: number) => `${grouped(looks)} of ${grouped(most)}`,
    repeats: 'repeats', repeatsText: (repeats: number, seed: number) => `each case asked ${plural(repeats, 'time')}, seed ${seed}`, answeredBy: 'answered by', unknownName: 'name not learned',
    regressions: 'former bad cases', regressionsText: (n: number, champion: number, candidate: number) => `${grouped(n)} that this champion itself had answered badly: it passes ${grouped(champion)}, the candidate ${grouped(candidate)}; left out of the comparison`,
  },
  judge: {
    unknown: 'nothing is known about its agreement with people', unknownNote: 'No person has labelled what it judged. Judged cases cannot promote a candidate; cases with a checked answer can.',
    kappa: (kappa: string, low: string) => `kappa ${kappa} (from ${low})`, caption: (wanted: string) => `Agreement with people (Cohen's kappa) with its 95% interval; dashed: chance, and ${wanted}, which the lower bound must reach`,
    verdict: 'judged cases', trusted: '✔ count', notTrusted: '✖ cannot promote', labels: 'labels of people', labelsText: (labels: number, wanted: number) => `${grouped(labels)}, of at least ${grouped(wanted)}`,
    age: 'newest label', days: (days: string) => `${days} days old`, unreadable: 'unreadable answers',
    pairs: {
      title: 'Pairs of replies', by: 'compared by', pairs: 'held against each other', pairsText: (pairs: number, identical: number) => `${plural(pairs, 'pair')}, ${grouped(identical)} of them identical: nobody was asked`,
      consistent: 'the same said in both orders', ties: 'of these ties', firstPlace: 'others, counted as ties', firstPlaceText: (first: number, all: number) => `${grouped(all)}, of which ${grouped(first)} named the first place twice`,
      lost: 'without a verdict, counted as lost', lostText: (unreadable: number, unanswered: number, noReply: number) => `${plural(unreadable, 'unreadable answer')}, ${grouped(unanswered)} never given, ${plural(noReply, 'reply', 'replies')} missing`,
      note: 'No person has compared these pairs; the agreement above is about single replies.',
    },
  },
  data: {
    funnelCaption: 'From interactions to training rows',
    funnel: { interactions: 'new interactions', badCases: 'marked as suspicious', annotated: 'judged', bad: 'judged bad', samples: 'new verified examples', rows: 'training rows', lines: 'lines with copies' },
    stages: (done: readonly string[]) => (done.length === 0 ? 'No stage was finished.' : `Finished stages: ${done.join(', ')}.`),
    classes: 'Share of each class among the candidates (hollow) and in the training set (filled), largest change first',
  },
  history: { none: 'This is the first cycle.', started: 'cycle', trigger: 'started by', verdict: 'verdict', outcome: 'came to' },
  rollout: {
    noRelease: 'No release was opened.', status: 'release', waits: 'waits for a person', policy: 'policy', person: 'a person decides', automatic: 'automatic', fourEyes: 'four eyes: an authenticated person who did not start the cycle',
    opened: 'opened', decided: 'decided', evidence: 'evidence shown', back: 'Taking it back',
    backText: 'Take it back when feedback or signals get worse after the release, or when somebody says that it should not serve: at any time, and the gate never promotes it again by itself.',
    lineage: 'Where it comes from', serves: 'compared with', training: 'training', job: 'job', base: 'from', again: 'To do it again', audit: 'Decisions on this agent, newest first',
    at: 'when', action: 'what', who: 'who', why: 'why', actions: { first_champion: 'first champion', promote: 'promoted', reject: 'rejected', rollback: 'rolled back' } as Readonly<Record<string, string>>,
  },
  classification: {
    none: 'No case of this suite scores a reply by itself.',
    caption: 'By expected intent, most F1 lost first; precision and recall of the candidate', label: 'intent', support: 'cases', precision: 'precision', recall: 'recall', championF1: 'F1 champion', candidateF1: 'F1 candidate',
    accuracy: 'accuracy', macro: 'macro average', weighted: 'weighted average', note: 'A reply that no case expects counts as no known reply. – : never predicted, or never expected.',
  },
  confusions: { none: 'Nothing was taken for anything else.', noKnownReply: 'no known reply', expected: 'expected', answered: 'answered', before: 'champion', after: 'candidate', change: 'change' },
  dataset: {
    rows: 'rows', rowsText: (size: number, distinct: number, candidates: number) => `${grouped(size)} (${grouped(distinct)} different ones of ${plural(candidates, 'candidate')})`,
    effective: 'effective sample size', fresh: 'new rows', freshText: (share: string, exposures: string) => `${share}, each seen ${exposures} times`,
    distance: 'distance to the target', distanceText: (kl: string, tv: string) => `KL ${kl} nats, total variation ${tv}`,
    leftOut: 'left out', heldOut: 'held out', heldOutText: (val: number, test: number) => `validation ${grouped(val)}, test ${grouped(test)}`,
    forSuite: 'kept for the suite', forSuiteText: (cases: number, beside: number) => `${plural(cases, 'confirmed bad case')}, and ${plural(beside, 'row')} that share a user, session or question with what is held out`,
    training: 'training', trainingText: (tokens: number, epochs: number, usd: number | null) => `about ${plural(tokens, 'token')} in ${plural(epochs, 'epoch')}${usd === null ? ', price not known' : `, $${usd.toFixed(2)}`}`,
    limits: 'Limits', limit: 'limit', asked: 'asked', observed: 'is', holds: 'holds', yes: 'yes', no: 'no', gaveWay: 'What gave way', starved: 'What is missing', original: '', limitNames: {} as Readonly<Record<string, string>>,
    dropped: { too_long: 'too long', exposed: 'shown too often', leak: 'would leak into the suite', conflict: 'contradicts another', duplicate: 'duplicate', user_cap: 'too many of one user', deferred: 'deferred', cap: 'class is full' } as Readonly<Record<string, string>>,
  },
  training: { none: 'The trainer reported no losses, or nothing was trained.', loss: 'training loss', validLoss: 'validation loss', caption: 'Losses by step', step: 'horizontal: step' },
};

export type Words = typeof english;
