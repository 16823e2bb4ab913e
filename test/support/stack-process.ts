import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StackOptions } from '../../sandbox/stack/stack.ts';

const program = `
  const { startStack } = await import(${JSON.stringify(new URL('../../sandbox/stack/stack.ts', import.meta.url).href)});
  await startStack({ ...JSON.parse(process.argv[1]), report: (line) => console.error(line) });
  console.log('ready');
  setInterval(() => {}, 60_000);
`;

/** A stack in a process of its own, which can be killed; returns once everything answers. */
export async function stackProcess(options: Omit<StackOptions, 'report' | 'signal'>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') return child;
  }
  throw new Error('the stack ended before it was ready');
}
