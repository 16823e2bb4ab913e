import type { SignalDefinition, SignalFamily } from './definition.ts';
import { feedbackSignals } from './feedback.ts';
import { judgedSignals } from './judged.ts';
import { replySignals } from './reply.ts';
import { sessionSignals } from './session.ts';
import { toolSignals } from './tools.ts';
import { usageSignals } from './usage.ts';

const roles = ['primary', 'structured', 'appendix'] as const;

/** Every signal, in the order in which they are reported: hints stand last. A new one is one entry. */
export const signalTable: readonly SignalDefinition[] = roles.flatMap((role) =>
  [...feedbackSignals, ...toolSignals, ...replySignals, ...sessionSignals, ...judgedSignals, ...usageSignals].filter((signal) => signal.role === role),
);

export const definitions: ReadonlyMap<string, SignalDefinition> = new Map(signalTable.map((signal) => [signal.code, signal]));

export const familyOf = (code: string): SignalFamily | undefined => definitions.get(code)?.family;

const places: ReadonlyMap<string, number> = new Map(signalTable.map(({ code }, place) => [code, place]));

/** The order of reports. */
export const bySignalOrder = (one: { code: string }, other: { code: string }): number => (places.get(one.code) ?? Infinity) - (places.get(other.code) ?? Infinity);
