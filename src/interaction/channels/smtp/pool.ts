import type { Outcome } from '../channel.ts'
import { classify, type SmtpFailure } from './classify.ts'
import { type Envelope, openSession, type SmtpServer, type SmtpSession } from './session.ts'

export interface SmtpPool {
  send(envelope: Envelope, content: Buffer): Promise<Outcome>
  check(): Promise<string | null>
  close(): Promise<void>
}

const messagesPerSession = 1_000
const idleMs = 5_000

/**
 * Keeps connections open between messages. The caller limits how many messages run at once; nodemailer's own pool is not
 * used because it puts a message back into its queue when a connection breaks, also after the content went out.
 */
export function openSmtpPool(server: SmtpServer): SmtpPool {
  const idle: { session: SmtpSession; since: number }[] = []
  const sweep = setInterval(() => {
    const limit = performance.now() - idleMs
    while (idle[0] && idle[0].since < limit) idle.shift()?.session.close()
  }, 1_000)
  sweep.unref()

  const take = (): SmtpSession | null => {
    for (;;) {
      const next = idle.pop()
      if (!next) return null
      if (next.session.alive) return next.session
    }
  }
  const giveBack = (session: SmtpSession): void => {
    if (!session.alive) return
    if (session.sent >= messagesPerSession) session.close()
    else idle.push({ session, since: performance.now() })
  }

  const sendOn = async (session: SmtpSession, envelope: Envelope, content: Buffer) => {
    const result = await session.send(envelope, content)
    giveBack(session)
    return result
  }

  return {
    send: async (envelope, content) => {
      const kept = take()
      if (kept) {
        const { outcome, reached } = await sendOn(kept, envelope, content)
        // The server may have closed a connection we kept; it cannot have seen any content, so a fresh one is tried.
        const stale = outcome.kind === 'failed' && outcome.retry === 'connection' && reached !== 'content'
        if (!stale) return outcome
      }
      try {
        const session = await openSession(server)
        return (await sendOn(session, envelope, content)).outcome
      } catch (error) {
        return classify(error as SmtpFailure, 'connecting')
      }
    },
    check: async () => {
      try {
        const session = await openSession(server)
        session.close()
        return null
      } catch (error) {
        const outcome = classify(error as SmtpFailure, 'connecting')
        return outcome.kind === 'accepted' ? null : outcome.reason
      }
    },
    close: async () => {
      clearInterval(sweep)
      for (const { session } of idle.splice(0)) session.close()
    },
  }
}
