import type { EvaluationWarning } from '../../evaluation/evaluation-report.ts';

type Names = Readonly<Record<string, string>>;

/** What codes are called in English. */
export const codesEn = {
  verdicts: { promote: 'Promote', reject: 'Reject', inconclusive: 'Inconclusive' },
  status: { pass: 'pass', fail: 'fail', open: 'open', warn: 'warning', not_run: 'not run' },
  proofs: { authenticated: 'authenticated', claimed: 'claimed' },
  triggers: { schedule: 'schedule', run: 'by hand', retrain: 'retrain' },
  kinds: { training: 'training', prompt: 'prompt search', routing: 'routing' },
  stageNames: { collect: 'collect', annotate: 'annotate', balance: 'balance', train: 'train', evaluate: 'evaluate', release: 'release' },
  outcomes: {
    promoted: 'promoted', rejected: 'rejected', inconclusive: 'inconclusive', nothing_to_learn: 'nothing to learn', no_suite: 'no suite', releasing: 'being released', awaiting_approval: 'waits for approval',
    approval_timeout: 'nobody decided in time', superseded: 'superseded', rolled_back: 'rolled back', cancelled: 'cancelled', failed: 'failed',
  },
  criterionNames: {
    complete: 'evidence is complete', not_rolled_back: 'never rolled back', uncontaminated: 'no leakage', judge_trusted: 'judge is trusted', pairs_consistent: 'judge is consistent', hard_cases: 'hard cases', non_inferior_overall: 'no worse than the champion',
    non_inferior_anchor: 'no worse than the best release', no_harm_overall: 'no harm overall', no_harm_anchor: 'no harm against the best release', critical_slice: 'critical slice', guarded_slices: 'guarded slices',
    format_drift: 'form of replies', goal: 'goal', cost_ratio: 'cost, ratio', latency_p95_ratio: 'latency p95, ratio',
  } as Names,
  reasons: {} as Names,
  warnings: {
    answer_name_unknown: 'Some answers came under a model name that was never learned.',
    suite_worn: 'The suite has been looked at too often: it begins to be learnt by heart. npx flywheel suite rotate puts fresh cases into it.',
    answers_missing: 'Some cases have no answer of one side; each counts against the candidate.',
    anchor_not_served: 'The best release of the last days is not served any more, so it could not be compared with.',
    contaminated: 'Training rows of the candidate repeat some cases.',
    reserve_too_small: 'The verdict needs more cases than the reserve holds, so none was drawn.',
    judge_follows_place: 'When the replies of a pair change places, the judge changes its mind too often: see “Trust in the judge”.',
  } satisfies Record<EvaluationWarning, string> as Readonly<Record<EvaluationWarning, string>>,
};
