import { misconfigured, unreachable, why } from './finding.ts';
import type { Check, Context, Finding } from './finding.ts';
import { node, packages, temporalProgram } from './installation.ts';
import { dataFolder, disk, ports, pseudonymKey } from './machine.ts';
import { postgres } from './postgres.ts';
import { provider } from './provider.ts';
import { temporal } from './temporal.ts';
import { workerFile } from './worker-file.ts';

/** In the order in which they are told. A new check is one entry. */
export const checks: readonly Check[] = [node, packages, temporalProgram, ports, temporal, postgres, provider, workerFile, pseudonymKey, disk, dataFolder];

export type Examined = Finding & { check: string };

const withinMs = 3_000;

/** Makes all checks at the same time; each has three seconds, and one that throws or hangs is a finding too. */
export function examine(context: Context): Promise<Examined[]> {
  return Promise.all(
    checks.map(async ({ name, look }) => {
      const finding = await Promise.race([look(context), tooSlow()]).catch((error: unknown) =>
        misconfigured(`the check failed (${why(error)})`, 'what it says is wrong comes first; then run doctor again'),
      );
      return { check: name, ...finding };
    }),
  );
}

/** 0: all fine, or warnings; 2: something to configure; 4: something needed is out of reach. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 2 | 4 {
  const failures = findings.filter((finding) => finding.status === 'fail');
  if (failures.some(({ cause }) => cause === 'configuration')) return 2;
  return failures.length > 0 ? 4 : 0;
}

async function tooSlow(): Promise<Finding> {
  await new Promise((resolve) => setTimeout(resolve, withinMs).unref());
  return unreachable(`no answer within ${withinMs / 1000} s`, 'check the address and the network');
}
