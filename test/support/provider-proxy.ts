import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

type Call = { method: string; path: RegExp };

/** Something that one call meets on its way. */
type Encounter = { call: Call; at: 'request' | 'answer'; reached: () => void; go: Promise<void>; instead?: number };

/** A way to the provider of its own, on which calls can be held or answered otherwise. */
export type Lane = {
  url: string;
  /** Method and path of every call that came, in order. */
  seen: string[];
  /** Holds the next such call: before the provider has it, or with the provider's answer on its way back. */
  hold: (call: Call, at: 'request' | 'answer') => { reached: Promise<void>; letGo: () => void };
  /** Answers the next such call with an error status; `at: 'answer'` lets the provider carry it out first. */
  refuse: (call: Call, status: number, at: 'request' | 'answer') => void;
};

export type ProviderProxy = { lane: (name: string) => Lane; close: () => Promise<void> };

/**
 * Stands between a client and the provider. A call that has reached it arrives at the provider even when the
 * caller has died since: as packets on their way do.
 */
export async function startProxy(providerUrl: string): Promise<ProviderProxy> {
  const lanes = new Map<string, { seen: string[]; encounters: Encounter[] }>();
  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await bytesOf(request);
    const [, name = '', path = ''] = /^\/([^/]+)\/v1(.*)$/.exec(request.url ?? '') ?? [];
    const lane = lanes.get(name);
    lane?.seen.push(`${request.method} ${path.split('?')[0]}`);
    const index = lane?.encounters.findIndex(({ call }) => call.method === request.method && call.path.test(path.split('?')[0] ?? '')) ?? -1;
    const met = index < 0 ? undefined : lane?.encounters.splice(index, 1)[0];
    if (met?.at === 'request') {
      met.reached();
      await met.go;
      if (met.instead !== undefined) return refuse(response, met.instead);
    }
    const { authorization, 'content-type': type } = request.headers;
    const answer = await fetch(`${providerUrl}${path}`, {
      method: request.method ?? 'GET',
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const content = Buffer.from(await answer.arrayBuffer());
    if (met?.at === 'answer') {
      met.reached();
      await met.go;
      if (met.instead !== undefined) return refuse(response, met.instead);
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(content);
  }

  return {
    lane(name) {
      const state = { seen: [] as string[], encounters: [] as Encounter[] };
      lanes.set(name, state);
      return {
        url: `http://127.0.0.1:${port}/${name}/v1`,
        seen: state.seen,
        hold(call, at) {
          const reached = Promise.withResolvers<void>();
          const go = Promise.withResolvers<void>();
          state.encounters.push({ call, at, reached: reached.resolve, go: go.promise });
          return { reached: reached.promise, letGo: go.resolve };
        },
        refuse: (call, status, at) => void state.encounters.push({ call, at, reached: () => undefined, go: Promise.resolve(), instead: status }),
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  const error = { message: `Refused with ${status}, as it was asked to.`, type: 'invalid_request_error', code: null, param: null };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
