import { costOf, type Price } from './prices.ts';

/** Totals of calls that were made. */
export type Usage = { calls: number; promptTokens: number; completionTokens: number };

export type ForecastFacts = {
  /** New interactions that could be judged, and the most that are. */
  judgeable: number;
  budgetPerCycle: number;
  /** Of the prompts that the judge would be sent for some of them, estimated; 0 without any. */
  meanPromptTokens: number;
  /** What judging took in the last cycles, second opinions and repairs included. */
  judged: Usage & { rows: number };
  /** Verified examples at hand, and their mean tokens. */
  samples: { rows: number; meanTokens: number };
  /** Of the interactions that could be judged, as examples; 0 without any. */
  meanRowTokens: number;
  /** Of the system prompt, which stands before every example. */
  instructionTokens: number;
  /** How many judgements became examples in the last cycles. */
  usefulShare: number | null;
  targetSize: number | null;
  /** That a balanced set has: each intent that is known is shown so often, with copies where it must be. */
  leastLines: number;
  epochs: number;
  trainings: number;
  /** The last training: lines of its set and tokens that the provider counted. */
  lastTraining: { lines: number; trainedTokens: number } | null;
  /** `answered`: those that the champion need not be asked again, but for the `timed` ones. What this cycle adds to the suite is asked in the next. */
  suite: { cases: number; timed: number; repeats: number; judgedCases: number; answered: number; meanPromptTokens: number; meanReplyTokens: number } | null;
  /** What such answers took before. */
  evaluated: Usage;
  /** Searches that are configured and not estimated. */
  notEstimated: readonly string[];
};

export type ForecastPrices = { judge: Price | undefined; base: Price | undefined; champion: Price | undefined };
export type Limits = { calls?: number | undefined; tokens?: number | undefined; usd?: number | undefined };

export type ForecastLine = {
  stage: 'annotate' | 'train' | 'evaluate';
  what: string;
  /** Null: not calls, but one job. */
  calls: number | null;
  tokens: number;
  /** Null: a price is not known. */
  usd: number | null;
  /** Whether tokens follow from earlier cycles or from the texts alone. */
  basis: 'measured' | 'estimated';
};

export type Forecast = {
  lines: ForecastLine[];
  calls: number;
  tokens: number;
  /** Of what has a known price. */
  usd: number;
  /** What stands in no sum: lines without a price, searches that nobody estimates. */
  unknown: string[];
  /** Limits that end the judging before its plan is done. */
  stops: string[];
};

/** Fewer calls than this say nothing of the next ones. */
const leastMeasured = 20;
/** Before anything was measured: repairs and second opinions on corrected replies. */
const assumedCallsPerRow = 1.35;
/** Of an answer with everything that a judge is asked. */
const assumedJudgementTokens = 300;
/** Confident and good, or corrected: most judgements become examples. */
const assumedUsefulShare = 0.85;

/** What the next cycle will take, before anything is spent: see `ForecastFacts`. A cost that is not known is null, never 0. */
export function forecastCycle(facts: ForecastFacts, prices: ForecastPrices, limits: Limits): Forecast {
  const rows = Math.min(facts.judgeable, facts.budgetPerCycle);
  const wanted = judging(facts, rows, prices.judge);
  const { line: annotate, stops } = withinLimits(wanted, limits);
  const judgedRows = wanted.calls === 0 ? 0 : rows * (annotate.calls / wanted.calls);
  const lines: ForecastLine[] = [annotate, training(facts, judgedRows, prices.base), ...evaluation(facts, prices)];
  return {
    lines,
    calls: lines.reduce((sum, { calls }) => sum + (calls ?? 0), 0),
    tokens: lines.reduce((sum, { tokens }) => sum + tokens, 0),
    usd: lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    unknown: [...lines.filter(({ usd }) => usd === null).map(({ what }) => `the price of ${what}`), ...facts.notEstimated],
    stops,
  };
}

type CallsLine = ForecastLine & { calls: number };

function judging({ judged, meanPromptTokens }: ForecastFacts, rows: number, price: Price | undefined): CallsLine {
  const measured = judged.calls >= leastMeasured && judged.rows > 0;
  const calls = Math.ceil(rows * (measured ? judged.calls / judged.rows : assumedCallsPerRow));
  const prompt = calls * (measured ? judged.promptTokens / judged.calls : meanPromptTokens);
  const completion = calls * (measured ? judged.completionTokens / judged.calls : assumedJudgementTokens);
  return { stage: 'annotate', what: `judging ${rows} interactions`, calls, ...cost(price, prompt, completion), basis: measured ? 'measured' : 'estimated' };
}

/** Judging ends with the first limit that it reaches. */
function withinLimits(line: CallsLine, limits: Limits): { line: CallsLine; stops: string[] } {
  const reached = [
    ['calls', limits.calls, line.calls],
    ['tokens', limits.tokens, line.tokens],
    ['usd', limits.usd, line.usd === null && limits.usd !== undefined ? Infinity : (line.usd ?? 0)],
  ] as const;
  const stops = reached.filter(([, limit, needed]) => limit !== undefined && needed > limit);
  const share = Math.min(1, ...stops.map(([, limit, needed]) => (limit ?? 0) / needed));
  const { calls, tokens, usd } = line;
  return {
    line: { ...line, calls: Math.floor(calls * share), tokens: Math.floor(tokens * share), usd: usd === null ? (share === 0 ? 0 : null) : usd * share },
    stops: stops.map(([name, limit, needed]) =>
      needed === Infinity ? 'annotate.budget.usd: no price of the judge is known, so nothing would be judged' : `annotate.budget.${name} of ${limit} ends judging after about ${Math.floor(share * 100)} % of its plan`),
  };
}

function training({ samples, meanRowTokens, instructionTokens, usefulShare, targetSize, leastLines, epochs, trainings, lastTraining }: ForecastFacts, judgedRows: number, price: Price | undefined): ForecastLine {
  const fresh = judgedRows * (usefulShare ?? assumedUsefulShare);
  const rows = fresh + (lastTraining?.lines ?? samples.rows);
  const lines = rows === 0 ? 0 : Math.min(targetSize ?? Infinity, Math.max(rows, leastLines));
  const known = fresh * meanRowTokens + samples.rows * samples.meanTokens;
  const perLine = lastTraining ? lastTraining.trainedTokens / lastTraining.lines : (instructionTokens + known / Math.max(1, fresh + samples.rows)) * epochs;
  const tokens = Math.round(lines * perLine * trainings);
  const usd = tokens * (price?.training ?? NaN);
  return {
    stage: 'train', what: trainings === 1 ? 'one training' : `${trainings} trainings at most`, calls: null, tokens,
    usd: tokens === 0 ? 0 : Number.isFinite(usd) ? usd : null, basis: lastTraining ? 'measured' : 'estimated',
  };
}

function evaluation({ suite, evaluated }: ForecastFacts, prices: ForecastPrices): ForecastLine[] {
  if (!suite) return [];
  const measured = evaluated.calls >= leastMeasured;
  const prompt = measured ? evaluated.promptTokens / evaluated.calls : suite.meanPromptTokens;
  const completion = measured ? evaluated.completionTokens / evaluated.calls : suite.meanReplyTokens;
  const all = suite.cases * suite.repeats;
  const line = (what: string, calls: number, price: Price | undefined, tokens: [number, number]): ForecastLine =>
    ({ stage: 'evaluate', what, calls, ...cost(price, calls * tokens[0], calls * tokens[1]), basis: measured ? 'measured' : 'estimated' });
  const judgedCalls = suite.judgedCases * suite.repeats * 2;
  return [
    line('answers of the candidate', all, prices.base, [prompt, completion]),
    line('answers of the champion', Math.max(suite.timed, all - suite.answered), prices.champion, [prompt, completion]),
    ...(judgedCalls > 0 ? [line('judging answers', judgedCalls, prices.judge, [prompt + completion + assumedJudgementTokens, assumedJudgementTokens / 4])] : []),
  ];
}

function cost(price: Price | undefined, promptTokens: number, completionTokens: number): { tokens: number; usd: number | null } {
  return { tokens: Math.round(promptTokens + completionTokens), usd: costOf(price, promptTokens, completionTokens) };
}
