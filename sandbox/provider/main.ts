import { parseArgs } from 'node:util';
import { startProvider } from './start-provider.ts';

const usage = `Usage: node sandbox/provider/main.ts --data DIR [options]

A stand-in for an LLM provider: speaks the OpenAI HTTP API on loopback, answers with a small student that truly learns.
Prints one JSON line {"url": ...} when it is ready.

  --data DIR           where its files, jobs and models are kept
  --port N             0 (default): any free port
  --host HOST          127.0.0.1 by default
  --api-key KEY        the key that callers must send; also SANDBOX_API_KEY, which other users of the machine cannot read
  --judge-noise SHARE  how often sandbox-judge is wrong, 0 to 1; 0.05 by default
  --exit-with-parent   stop when standard input closes
`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'api-key': { type: 'string' },
    'judge-noise': { type: 'string', default: '0.05' },
    'exit-with-parent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);
const judgeNoise = Number(values['judge-noise']);
const apiKey = values['api-key'] ?? process.env['SANDBOX_API_KEY'];
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
if (values.data === undefined || !Number.isInteger(port) || port < 0 || port > 65_535 || !(judgeNoise >= 0 && judgeNoise <= 1)) {
  process.stderr.write(usage);
  process.exit(2);
}

const provider = await startProvider({ dir: values.data, port, host: values.host, judgeNoise, ...(apiKey && { apiKey }) });
let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  void provider.close().finally(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (values['exit-with-parent']) process.stdin.on('end', stop).on('close', stop).resume();
process.stdout.write(`${JSON.stringify({ url: provider.url })}\n`);
