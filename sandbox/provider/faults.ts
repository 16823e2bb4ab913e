import { z } from 'zod';

const limits = {
  /** How many calls it hits before it is gone; without it, all until it is cleared. */
  times: z.int().min(1).optional(),
  /** Only calls whose path contains this. */
  path: z.string().optional(),
  /** Only calls that name this model. */
  model: z.string().optional(),
  /** Only this share of the calls, evenly: .25 hits every fourth. */
  of_calls: z.number().gt(0).max(1).optional(),
};
const seconds = z.number().min(0).max(3_600);
const milliseconds = z.number().min(0).max(600_000);

type Limits = { times?: number | undefined; path?: string | undefined; model?: string | undefined; of_calls?: number | undefined };

/** A fault is `true`, or an object with its limits; one that has an amount may also be just the number. */
const plain = z.union([z.literal(true).transform((): Limits => ({})), z.strictObject(limits)]);
const bare = (amount: number): Limits & { amount: number } => ({ amount });
const inSeconds = z.union([
  seconds.transform(bare),
  z.strictObject({ ...limits, seconds }).transform(({ seconds, ...rest }) => ({ ...rest, amount: seconds })),
]);
const inMilliseconds = z.union([
  milliseconds.transform(bare),
  z.strictObject({ ...limits, ms: milliseconds }).transform(({ ms, ...rest }) => ({ ...rest, amount: ms })),
]);

export const faultsSchema = z.strictObject({
  /** 429 with `Retry-After`. */
  rate_limit: z
    .union([
      z.literal(true).transform(() => ({ retry_after_seconds: 1 })),
      z.strictObject({ ...limits, retry_after_seconds: seconds.default(1) }),
    ])
    .optional(),
  server_error: plain.optional(),
  /** Answers after so long, or never. */
  timeout: z
    .union([z.literal(true).transform(() => ({ after_ms: undefined })), z.strictObject({ ...limits, after_ms: milliseconds.optional() })])
    .optional(),
  /** 400 whose message repeats the user's text, as real providers' do. */
  bad_request: plain.optional(),
  /** The judge answers in prose that breaks off. */
  not_json: plain.optional(),
  /** The judge's JSON is cut off. */
  cut_off: plain.optional(),
  /** The judge likes everything. */
  always_good: plain.optional(),
  /** The judge decides by lot. */
  flips: plain.optional(),
  /** The judge of pairs likes what stands first. */
  first_place: plain.optional(),
  /** The job is created; then the connection is cut without an answer. */
  lost_submit: plain.optional(),
  /** A new job shows in the list only so long after its creation. */
  list_lag_seconds: inSeconds.optional(),
  /** A training takes this much longer. */
  slow_training_seconds: inSeconds.optional(),
  /** Each epoch of a training takes this much longer. */
  slow_epoch_ms: inMilliseconds.optional(),
  fail_training: plain.optional(),
  /** The job is refused by moderation after its files were read. */
  moderate_training: plain.optional(),
  /** The job stands in the state `paused` for so long before it trains. */
  pause_training_seconds: inSeconds.optional(),
  /** The last share of the examples, 0 to 1, is left out, and nothing says so but the number of trained tokens. */
  drop_examples: z.strictObject({ ...limits, share: z.number().min(0).max(1) }).optional(),
  /** The organisation may not train: 403 to a new job. */
  forbid_training: plain.optional(),
  /** Models have a `shutdown_date` so many days from now. */
  shutdown_in_days: z.strictObject({ ...limits, days: z.number().min(-3_650).max(3_650) }).optional(),
  latency_ms: inMilliseconds.optional(),
});
export type FaultSettings = z.infer<typeof faultsSchema>;
export type FaultName = keyof FaultSettings;

export type Faults = {
  set(settings: FaultSettings): void;
  current(): FaultSettings;
  /** The fault, if it is on and hits this call; it then counts as used once. */
  take<Name extends FaultName>(name: Name, call: { path: string; model?: string | undefined }): FaultSettings[Name];
};

/** Faults live in memory only: a restarted provider has none. */
export function openFaults(): Faults {
  let settings: FaultSettings = {};
  // Of calls that a share is taken of.
  let seen = new Map<FaultName, number>();
  return {
    set(next) {
      settings = structuredClone(next);
      seen = new Map();
    },
    current: () => structuredClone(settings),
    take(name, { path, model }) {
      const fault = settings[name] as Limits | undefined;
      if (fault === undefined) return undefined;
      if (fault.path !== undefined && !path.includes(fault.path)) return undefined;
      if (fault.model !== undefined && fault.model !== model) return undefined;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const share = fault.of_calls ?? 1;
      if (Math.floor(count * share) === Math.floor((count - 1) * share)) return undefined;
      if (fault.times !== undefined && --fault.times === 0) delete settings[name];
      return fault as FaultSettings[typeof name];
    },
  };
}
