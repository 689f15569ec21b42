import type { Log } from '../../../kit/log.ts'
import { interactionErrors } from '../../errors.ts'
import { RefusedMail, startSmtpServer } from '../../smtp-server.ts'
import type { MailReceiver } from './receive.ts'

export interface InboundListener {
  /** smtp://host:port */
  url: string
  stop(): Promise<void>
}

/** Larger ones are answers with pictures: the customer is told that it did not arrive. */
export const largestInboundMail = 10 * 1024 * 1024

/**
 * A mail server for what comes back: it knows the addresses we signed and no other, keeps nothing itself, and confirms a
 * mail only after the ledger has what it says.
 * @throws interaction.inboundPort
 */
export async function startInboundListener(options: {
  host: string
  port: number
  log: Log
  receiver: MailReceiver
}): Promise<InboundListener> {
  const { host, port, log, receiver } = options
  const server = await startSmtpServer({
    host,
    port,
    banner: 'Liangti: bounces and answers only',
    mostBytes: largestInboundMail,
    log,
    accepts: (address) => receiver.accepts(address),
    take: async (mail) => {
      const takenAs = await receiver.take(mail)
      if (takenAs === 'refused') throw new RefusedMail('5.7.1 nothing in it was sent by us')
      return '2.0.0 Ok'
    },
  }).catch((error: Error & { code?: string }) => {
    throw interactionErrors.inboundPort({ host, port, reason: error.code ?? error.message }, error)
  })
  return { url: `smtp://${host}:${server.port}`, stop: server.stop }
}
