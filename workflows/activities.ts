import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

// One block per time-out and retry class. Every activity beats every two seconds (see activities/guard.ts), so a
// dead worker is noticed within `heartbeatTimeout`, whatever the activity's own limit is.
const heartbeatTimeout = '10s';

/** Postgres alone: short, and patient with a database that restarts. */
export const { openCycle, closeCycle, planCollection, collectShard, finishCollection, planCandidates, finishCandidates, intendTraining, registerPromptCandidate, registerRoutingCandidate, sweepPoint, noteSweepJob, watchSweepJob, chooseSwept, planAnnotation, finishAnnotation, buildDataset, summarise, checkPairs, finishEvaluation, decide, concludeGate, growSuite, openRelease, admitDecision, noteReminder, closeRelease, planRollback, rollBack } =
  proxyActivities<Activities>({
    startToCloseTimeout: '10m',
    heartbeatTimeout,
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s', maximumAttempts: 60 },
  });

/** Many calls to a model: each attempt goes on where the last one died, so many attempts are cheap. */
export const { annotateBatch, verifyCorrections, paraphraseStarved, evaluateBatch, comparePairs, planPromptRound, runPromptTrial, probePrompt, askForRouting, scoreSweepJob, recheckHardCases, timeChampion } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 50 },
});

/** A page that cannot be made holds up nothing. */
export const { writeReport } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 8 },
});

/** Somebody else's server: a day is given to it, in a workflow that nothing waits for. */
export const { deliverNotice } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1d',
  heartbeatTimeout,
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '15m' },
});

/**
 * Spends money: looks before it creates, waits out lost answers (they come as failures with their own delay). A cancelled
 * workflow hears first what became of an order that is on its way, so that it can cancel the job.
 */
export const { submitTraining } = proxyActivities<Activities>({
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '6h',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** One short call to a trainer or to what serves. */
export const { pollTraining, cancelTraining, registerCandidate, planSweep, planRouting, planEvaluation, promote } = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 60 },
});

/** A person waits, and who serves goes on serving: a former champion that does not answer within a minute or two is said not to. */
export const { serveFormer } = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 10 },
});

/** Attempts before a trainer that does not answer counts as out of reach: about a quarter of an hour. */
export const eraseAttempts = 20;

/** Erasure: a transaction as large as what one user has left, then a call to a trainer for each file. */
export const { eraseRows, finishErasure } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});
export const { eraseFiles } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: eraseAttempts },
});
