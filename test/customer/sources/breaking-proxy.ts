import { connect, createServer, type Socket } from 'node:net'

export interface BreakingProxy {
  port: number
  /** Cuts the connection where this text comes back; null lets all through. */
  cutAt(text: string | null): void
  close(): Promise<void>
}

/** Stands before a real server and cuts its connections in the middle of an answer. */
export async function openProxy(target: { host: string; port: number }): Promise<BreakingProxy> {
  let cut: string | null = null
  const sockets = new Set<Socket>()
  const server = createServer((inner) => {
    const outer = connect(target)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {}) // cut connections are what this is for
      socket.on('close', () => {
        sockets.delete(socket)
        inner.destroy()
        outer.destroy()
      })
    }
    inner.on('data', (chunk) => outer.write(chunk))
    outer.on('data', (chunk) => {
      const at = cut === null ? -1 : chunk.indexOf(cut)
      if (at < 0) inner.write(chunk)
      else inner.write(chunk.subarray(0, at), () => inner.resetAndDestroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cutAt: (text) => {
      cut = text
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
