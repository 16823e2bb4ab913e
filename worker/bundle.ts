import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { writeAtomically } from '../adapters/files/write-atomically.ts';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** The bundle at `prebuilt` (an image names its own by `FLYWHEEL_WORKFLOW_BUNDLE`), else built now: about two seconds. */
export async function workflowBundle(prebuilt: string | undefined): Promise<WorkflowBundleOption> {
  return prebuilt ? { codePath: prebuilt } : bundleWorkflowCode({ workflowsPath, logger: quiet });
}

/** Writes the bundle that an image ships. */
async function prebuildBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  await mkdir(dirname(file), { recursive: true });
  await writeAtomically(file, code);
}

const nothing = (): void => undefined;
/** The bundler's own lines say nothing that a user could act on; its errors are thrown. */
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

// `node worker/bundle.ts FILE`
if (process.argv[1] === fileURLToPath(import.meta.url)) await prebuildBundle(process.argv[2] ?? 'build/workflows.js');
