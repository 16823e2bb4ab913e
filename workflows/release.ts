import {
  ApplicationFailure, CancellationScope, allHandlersFinished, condition, defineSignal, defineUpdate, getExternalWorkflowHandle,
  isCancellation, setCurrentDetails, setHandler, workflowInfo,
} from '@temporalio/workflow';
import type { ReleaseChoice, ReleaseInput, ReleaseResult } from '../core/cycle/cycle.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import { closeRelease, openRelease, promote } from './activities.ts';
import { mark } from './progress.ts';

export const approve = defineUpdate<string, [ReleaseChoice]>('approve');
export const reject = defineUpdate<string, [ReleaseChoice]>('reject');
export const supersede = defineSignal('supersede');

type Decision = ReleaseChoice & { outcome: 'promoted' | 'rejected' };

/**
 * Lets one candidate out: at once, or when a person says so. Several releases of an agent may stand side by side;
 * the newest supersedes those that wait. Between approval and alias is the place of a canary.
 */
export async function release(input: ReleaseInput): Promise<ReleaseResult> {
  const { workflowId } = workflowInfo();
  const { agent, candidateId, cycleId, needsApproval } = input;
  let decision: Decision | undefined = needsApproval ? undefined : { outcome: 'promoted', by: 'gate', why: 'automatic release' };
  let superseded = false;
  let open = true;

  const decide = (outcome: Decision['outcome']) => (choice: ReleaseChoice) => {
    decision = { by: choice.by.trim(), why: choice.why.trim(), outcome };
    return outcome;
  };
  const validator = (choice: ReleaseChoice): void => {
    if (!choice?.by?.trim?.() || !choice?.why?.trim?.()) throw refusal('expected {"by": "your name", "why": "your reason"}', 'invalid_choice');
    if (decision || superseded || !open) throw refusal('this release is decided already', 'already_decided');
  };
  setHandler(approve, decide('promoted'), { validator, description: 'Let this candidate serve. Input: {"by": "your name", "why": "your reason"}' });
  setHandler(reject, decide('rejected'), { validator, description: 'Do not release it. Input: {"by": "your name", "why": "your reason"}' });
  setHandler(supersede, () => void (superseded = true), { description: 'A newer release takes its place.' });

  mark({ agent, stage: 'release', verdict: 'promote' });
  const close = (outcome: Outcome, by = 'flywheel', why: string = outcome) =>
    closeRelease({ releaseId: workflowId, agent, candidateId, cycleId, by, why }, outcome);
  try {
    const { older } = await openRelease({ id: workflowId, agent, candidateId, cycleId, needsApproval });
    for (const other of older) await supersedeOther(agent, other);
    if (!decision) {
      setCurrentDetails(`**waiting for approval** of \`${candidateId}\`\n\nMore Actions > Send an Update > \`approve\` or \`reject\``);
      await condition(() => decision !== undefined || superseded, input.approvalTimeoutMs);
    }
    open = false;
    await condition(allHandlersFinished);
    const outcome = await carryOut(decision);
    setCurrentDetails(`**${outcome.replaceAll('_', ' ')}**: \`${candidateId}\``);
    return { outcome };
  } catch (error) {
    open = false;
    await CancellationScope.nonCancellable(() => close(isCancellation(error) ? 'cancelled' : 'failed'));
    throw error;
  }

  async function carryOut(made: Decision | undefined): Promise<Outcome> {
    if (made?.outcome === 'promoted') {
      const { promoted } = await promote({ releaseId: workflowId, agent, candidateId, cycleId, by: made.by, why: made.why });
      if (promoted) return 'promoted';
      // Another candidate became champion since the evidence was made.
      await close('superseded');
      return 'superseded';
    }
    const outcome = made?.outcome ?? (superseded ? 'superseded' : 'approval_timeout');
    await close(outcome, made?.by, made?.why);
    return outcome;
  }
}

/** What the person who decides is shown: no stack, which would only name the server's files. */
function refusal(message: string, type: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message, type);
  failure.stack = '';
  return failure;
}

async function supersedeOther(agent: string, { id, ...other }: { id: string; candidateId: string; cycleId: string }): Promise<void> {
  try {
    await getExternalWorkflowHandle(id).signal(supersede);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // It does not run any more. Where somebody terminated it, it could not say so in the store.
    await closeRelease({ releaseId: id, agent, ...other, by: 'flywheel', why: 'superseded' }, 'superseded');
  }
}
