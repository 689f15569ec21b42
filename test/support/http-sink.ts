import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Taken {
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

export interface HttpSink {
  url: string
  port: number
  /** Requests that came whole, in order. */
  taken: readonly Taken[]
  close(): Promise<void>
}

/**
 * A real server of HTTP. @param answer what it says to a whole request; `drop` breaks the connection instead
 */
export async function startHttpSink(
  answer: (taken: Taken) => Answer | 'drop' | Promise<Answer | 'drop'>,
  tls?: { key: string; cert: string },
): Promise<HttpSink> {
  const taken: Taken[] = []
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const whole: Taken = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.concat(parts),
    }
    taken.push(whole)
    const said = await answer(whole)
    if (said === 'drop') {
      incoming.socket.destroy()
      return
    }
    outgoing.writeHead(said.status, said.headers).end(said.body)
  }
  const handler = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void handle(incoming, outgoing).catch(() => incoming.socket.destroy())
  const server = tls ? createTlsServer(tls, handler) : createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    taken,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
