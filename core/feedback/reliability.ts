/** One user's latest vote on one interaction. */
export type Vote = { user: string; item: string; low: boolean };

/** How far a user's votes depend on the reply: 1 as an ordinary user's do, 0 not at all. */
export type Reliability = {
  /** Of what the user says against a reply, 0 to 1. */
  low: number;
  /** Of what the user says for one. */
  high: number;
  votes: number;
  /** How many of these interactions have a verdict of a judge or a person. */
  labelled: number;
};

export type ReliabilityOptions = {
  /** Share of bad replies among interactions that are rated. */
  votedBad: number;
  /** Weight of the ordinary user in front of each user's own votes, in votes. */
  priorVotes: number;
};

/** How an ordinary user votes when he votes at all. */
const ordinary = { lowWhenBad: 0.95, lowWhenGood: 0.2 };
const rounds = 60;
const settled = 1e-6;

type Habit = { lowWhenBad: number; lowWhenGood: number };

/**
 * Who votes by the reply and who by habit. Each user has two rates, of a low vote after a bad and after a good reply, estimated
 * together with the truth of the interactions by expectation maximisation (Dawid and Skene 1979) with a Beta prior at the
 * ordinary user. Verdicts that are known, and the votes of other users on the same interaction, say who is right; where neither is
 * there, the share of bad replies does: nobody meets only bad ones. A user who always votes 1 ends with both rates near 1, so that his
 * votes weigh nothing; one who votes the wrong way round weighs nothing either, for what he means is not known.
 *
 * @param known chance of "bad" of interactions with a verdict, e.g. .9 after a judge's "bad"
 */
export function userReliability(votes: readonly Vote[], known: ReadonlyMap<string, number>, options: ReliabilityOptions): Map<string, Reliability> {
  const byUser = Map.groupBy(votes, ({ user }) => user);
  const byItem = Map.groupBy(votes, ({ item }) => item);
  const habits = new Map<string, Habit>([...byUser.keys()].map((user) => [user, ordinary]));
  for (let round = 0; round < rounds; round += 1) {
    const bad = new Map(Array.from(byItem, ([item, said]) => [item, chanceOfBad(said, habits, known.get(item) ?? options.votedBad)]));
    let moved = 0;
    for (const [user, own] of byUser) {
      const next = habitOf(own, bad, options.priorVotes);
      const before = habits.get(user)!;
      moved = Math.max(moved, Math.abs(next.lowWhenBad - before.lowWhenBad), Math.abs(next.lowWhenGood - before.lowWhenGood));
      habits.set(user, next);
    }
    if (moved < settled) break;
  }
  return new Map(Array.from(byUser, ([user, own]) => [user, { ...weightsOf(habits.get(user)!), votes: own.length, labelled: own.filter(({ item }) => known.has(item)).length }]));
}

function chanceOfBad(votes: readonly Vote[], habits: ReadonlyMap<string, Habit>, prior: number): number {
  let logOdds = Math.log(prior / (1 - prior));
  for (const { user, low } of votes) {
    const { lowWhenBad, lowWhenGood } = habits.get(user)!;
    logOdds += low ? Math.log(lowWhenBad / lowWhenGood) : Math.log((1 - lowWhenBad) / (1 - lowWhenGood));
  }
  return 1 / (1 + Math.exp(-logOdds));
}

function habitOf(votes: readonly Vote[], bad: ReadonlyMap<string, number>, priorVotes: number): Habit {
  let [badVotes, badLow, low] = [0, 0, 0];
  for (const vote of votes) {
    const chance = bad.get(vote.item)!;
    badVotes += chance;
    if (!vote.low) continue;
    badLow += chance;
    low += 1;
  }
  return {
    lowWhenBad: (badLow + ordinary.lowWhenBad * priorVotes) / (badVotes + priorVotes),
    lowWhenGood: (low - badLow + ordinary.lowWhenGood * priorVotes) / (votes.length - badVotes + priorVotes),
  };
}

/** The log-likelihood ratios of a low and of a high vote, as shares of the ordinary user's. */
function weightsOf({ lowWhenBad, lowWhenGood }: Habit): Pick<Reliability, 'low' | 'high'> {
  const share = (own: number, usual: number): number => Math.min(1, Math.max(0, own / usual));
  return {
    low: share(Math.log(lowWhenBad / lowWhenGood), Math.log(ordinary.lowWhenBad / ordinary.lowWhenGood)),
    high: share(Math.log((1 - lowWhenGood) / (1 - lowWhenBad)), Math.log((1 - ordinary.lowWhenGood) / (1 - ordinary.lowWhenBad))),
  };
}
