import { CancellationScope, allHandlersFinished, condition, defineSignal, defineUpdate, getExternalWorkflowHandle, isCancellation, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ReleaseChoice, ReleaseInput, ReleaseResult } from '../core/cycle/cycle.ts';
import type { NoticeEvent } from '../core/cycle/notice.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import type { Proof } from '../core/cycle/proof.ts';
import { admitDecision, closeRelease, noteReminder, openRelease, promote } from './activities.ts';
import { announce } from './notification.ts';
import { mark } from './progress.ts';
import { refusal } from './refusal.ts';

export const approve = defineUpdate<string, [ReleaseChoice]>('approve');
export const reject = defineUpdate<string, [ReleaseChoice]>('reject');
export const supersede = defineSignal('supersede');
/** Its candidate learned from a user who has been erased since. */
export const taint = defineSignal('taint');

type Decision = { by: string; why: string; how: Proof | null; evidence: string | null; outcome: 'promoted' | 'rejected' };

/** More than these would only fill the history of a release that nobody looks at. */
const mostReminders = 100;

/**
 * Lets one candidate out: at once, or when a person says so. Several releases of an agent may stand side by side;
 * the newest supersedes those that wait.
 */
export async function release(input: ReleaseInput): Promise<ReleaseResult> {
  const { workflowId } = workflowInfo();
  const { agent, candidateId, cycleId, needsApproval } = input;
  let decision: Decision | undefined = needsApproval ? undefined : { outcome: 'promoted', by: 'gate', why: 'automatic release', how: null, evidence: null };
  let superseded = false;
  let tainted = false;
  let waiting = false;
  let open = true;
  let notify = false;

  const undecided = (): void => {
    if (decision || superseded || !open) throw refusal('this release is decided already', 'already_decided');
  };
  const decide = (word: 'approve' | 'reject') => async (choice: ReleaseChoice) => {
    const said = { ...choice, by: choice.by.trim(), why: choice.why.trim() };
    const admitted = await admitDecision.executeWithOptions({ summary: `may ${word}?` }, [{ releaseId: workflowId, cycleId, decision: word, fourEyes: input.fourEyes }, said]);
    if ('refused' in admitted) throw refusal(admitted.refused.replaceAll('_', ' '), admitted.refused);
    undecided();
    const outcome = word === 'approve' ? 'promoted' : 'rejected';
    decision = { by: said.by, why: said.why, how: admitted.how, evidence: admitted.evidence, outcome };
    return outcome;
  };
  const validator = (choice: ReleaseChoice): void => {
    if (!choice?.by?.trim?.() || !choice?.why?.trim?.()) throw refusal('expected {"by": "your name", "why": "your reason"}', 'invalid_choice');
    undecided();
  };
  setHandler(approve, decide('approve'), { validator, description: 'Let this candidate serve. Input: {"by": "your name", "why": "your reason"}' });
  setHandler(reject, decide('reject'), { validator, description: 'Do not release it. Input: {"by": "your name", "why": "your reason"}' });
  setHandler(supersede, () => void (superseded = true), { description: 'A newer release takes its place.' });

  setHandler(taint, () => {
    tainted = true;
    if (waiting) setCurrentDetails(waitingText());
  }, { description: 'A user whom it learned from was erased.' });

  mark({ agent, stage: 'release', verdict: 'promote' });
  const step = (made?: Decision, why = '') => ({
    releaseId: workflowId, agent, candidateId, cycleId, by: made?.by ?? 'flywheel', why: made?.why ?? why, how: made?.how ?? null, evidence: made?.evidence ?? null,
  });
  /** How it has ended: a promotion that was under way may have been faster. Older versions do not say. */
  const close = async (outcome: Outcome, made?: Decision, why: string = outcome): Promise<Outcome> => (await closeRelease(step(made, why), outcome)) ?? outcome;
  const tell = async (event: NoticeEvent, number?: number): Promise<void> => {
    if (notify) await announce({ event, agent, candidateId, cycleId, by: decision?.by ?? null }, number);
  };
  try {
    // Cancelled meanwhile it would leave a row that waits.
    const opened = await CancellationScope.nonCancellable(() => openRelease({ id: workflowId, agent, candidateId, cycleId, needsApproval, fourEyes: input.fourEyes }));
    notify = opened.notify;
    // Older versions do not say.
    tainted ||= opened.tainted ?? false;
    for (const other of opened.older) await supersedeOther(agent, other);
    if (!decision) await waitForDecision();
    open = false;
    await condition(allHandlersFinished);
    const outcome = await carryOut(decision);
    setCurrentDetails(`**${outcome.replaceAll('_', ' ')}**: \`${candidateId}\``);
    await tell(outcome as NoticeEvent);
    return { outcome };
  } catch (error) {
    open = false;
    const unfinished = isCancellation(error) ? 'cancelled' : 'failed';
    const outcome = await CancellationScope.nonCancellable(async () => {
      const stands = await close(unfinished);
      await tell(stands as NoticeEvent);
      return stands;
    });
    // It was let out, say, before it could be cancelled: then the run says so, too.
    if (outcome !== unfinished) return { outcome };
    throw error;
  }

  async function waitForDecision(): Promise<void> {
    waiting = true;
    setCurrentDetails(waitingText());
    await tell('waiting');
    const deadline = Date.now() + input.approvalTimeoutMs;
    for (let number = 1; ; number += 1) {
      const left = deadline - Date.now();
      const pause = number > mostReminders ? left : Math.min(input.remindEveryMs, left);
      if (await condition(() => decision !== undefined || superseded, pause) || pause >= left) break;
      await noteReminder.executeWithOptions({ summary: `reminder ${number}` }, [workflowId, number]);
      await tell('reminder', number);
    }
    waiting = false;
  }

  function waitingText(): string {
    const marked = 'It learned from a user who has been erased since. Unless `release.tainted` is `allow` it cannot be approved: reject it; `npx flywheel retrain` makes one without that user\'s rows, which takes its place.';
    return [
      `**waiting for approval** of \`${candidateId}\`${input.fourEyes ? ', by somebody authenticated who did not start the cycle' : ''}`,
      ...(tainted ? [`**marked**: ${marked}`] : []),
      'More Actions > Send an Update > `approve` or `reject`',
      `Read first: \`npx flywheel report '${cycleId}' --agent ${agent}\``,
    ].join('\n\n');
  }

  async function carryOut(made: Decision | undefined): Promise<Outcome> {
    if (made?.outcome === 'promoted') return rollOut(made);
    return close(made?.outcome ?? (superseded ? 'superseded' : 'approval_timeout'), made);
  }

  /** From approval to the alias in one step; the place of a canary, which would let sessions over share by share. */
  async function rollOut(made: Decision): Promise<Outcome> {
    const { promoted, reason } = await promote(step(made));
    if (promoted) return 'promoted';
    // A user was erased since the decision, or another candidate became champion since the evidence was made.
    return reason === 'tainted' ? close('rejected', undefined, 'candidate tainted') : close('superseded');
  }
}

async function supersedeOther(agent: string, { id, ...other }: { id: string; candidateId: string; cycleId: string }): Promise<void> {
  try {
    await getExternalWorkflowHandle(id).signal(supersede);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // It does not run any more. Where somebody terminated it, it could not say so in the store.
    await closeRelease({ releaseId: id, agent, ...other, by: 'flywheel', why: 'superseded', how: null, evidence: null }, 'superseded');
  }
}
