import { createServer } from 'node:net';
import { StackError } from './stack-error.ts';

export const loopback = '127.0.0.1';

export type StackPorts = { temporal: number; ui: number; postgres: number; provider: number };

/** The ports that are asked for first. Postgres is away from 5432, where a developer's own one tends to be. */
export const wantedPorts: StackPorts = { temporal: 7233, ui: 8233, postgres: 54329, provider: 8090 };

/** Whether a server could listen on this port of the loopback address now. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/** A port of the system's choice that was free a moment ago. */
export async function anyFreePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === undefined) throw new StackError(`no port is free on ${loopback}`);
  return port;
}

/**
 * For each part its wanted port or, where that is taken, the next free one; never the same twice.
 * @throws StackError when 200 ports in a row are taken.
 */
export async function choosePorts(wanted: StackPorts): Promise<StackPorts> {
  const chosen = new Set<number>();
  const next = async (first: number): Promise<number> => {
    for (let port = first; port < Math.min(first + 200, 65_536); port += 1) {
      if (!chosen.has(port) && (await isFree(port))) {
        chosen.add(port);
        return port;
      }
    }
    throw new StackError(`no free port from ${first} on`);
  };
  return {
    temporal: await next(wanted.temporal),
    ui: await next(wanted.ui),
    postgres: await next(wanted.postgres),
    provider: await next(wanted.provider),
  };
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: loopback, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
