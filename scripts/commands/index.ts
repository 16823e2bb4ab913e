import type { Command } from 'commander';

/** Every command, in the order of a user's first day. Loaded one at a time: all of them together take a second. */
const loaders: Readonly<Record<string, () => Promise<() => Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  dev: async () => (await import('./dev.ts')).devCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  apply: async () => (await import('./apply.ts')).applyCommand,
  import: async () => (await import('./import.ts')).importCommand,
  suite: async () => (await import('./suite.ts')).suiteCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  run: async () => (await import('./run.ts')).runCommand,
  retrain: async () => (await import('./run.ts')).retrainCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  stats: async () => (await import('./stats.ts')).statsCommand,
  review: async () => (await import('./review.ts')).reviewCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  analyze: async () => (await import('./analyze.ts')).analyzeCommand,
  annotate: async () => (await import('./annotate.ts')).annotateCommand,
  balance: async () => (await import('./balance.ts')).balanceCommand,
  gate: async () => (await import('./gate.ts')).gateCommand,
  dataset: async () => (await import('./dataset.ts')).datasetCommand,
  champion: async () => (await import('./champion.ts')).championCommand,
  approve: async () => (await import('./decide.ts')).approveCommand,
  reject: async () => (await import('./decide.ts')).rejectCommand,
  rollback: async () => (await import('./rollback.ts')).rollbackCommand,
  lineage: async () => (await import('./lineage.ts')).lineageCommand,
  forget: async () => (await import('./forget.ts')).forgetCommand,
};

/** The command that was called, or all of them when help is wanted or the name is not known. */
export async function loadCommands(called: string | undefined): Promise<Command[]> {
  const one = called !== undefined && Object.hasOwn(loaders, called) ? loaders[called] : undefined;
  const wanted = one ? [one] : Object.values(loaders);
  return Promise.all(wanted.map(async (load) => (await load())()));
}
