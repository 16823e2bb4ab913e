import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { id: string; seconds: number; signature: string; body: string; event: { type: string; data: { agent: string; candidate: string; cycle: string | null; by: string | null } } };

/** A real receiver on loopback that keeps what it got. `answer` may refuse. */
export async function startReceiver(answer: (received: Received) => number | Promise<number> = () => 204): Promise<{ url: string; got: Received[]; of: (agent: string, type: string) => Received[]; close: () => Promise<void> }> {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[name]);
      const received = { id: header('webhook-id'), seconds: Number(header('webhook-timestamp')), signature: header('webhook-signature'), body, event: JSON.parse(body) as Received['event'] };
      got.push(received);
      void Promise.resolve(answer(received)).then((status) => response.writeHead(status).end());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    of: (agent, type) => got.filter(({ event }) => event.data.agent === agent && event.type === `release.${type}`),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
