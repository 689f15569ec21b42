import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface RefusingMailServer {
  url: string
  /** Messages turned away so far. */
  refused(): number
  stop(): Promise<void>
}

/** A mail server that takes nobody's mail: each recipient is refused for good, so nothing ever reaches a reader. */
export async function startRefusingMailServer(): Promise<RefusingMailServer> {
  let refused = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (_address, _session, callback) => {
      refused += 1
      callback(Object.assign(new Error('5.1.1 nobody reads mail here'), { responseCode: 550 }))
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.removeListener('error', reject)
      // A client that hangs up in the middle is its own affair.
      server.on('error', () => {})
      resolve()
    })
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    refused: () => refused,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
