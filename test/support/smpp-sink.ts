import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import smpp, { type Pdu, type Session } from 'smpp'

/** What the sink does with a submit_sm. */
export type SmppBehaviour = 'accept' | 'refuse' | 'defer' | 'refuse-recipient' | 'drop-after-data' | 'silent'

export interface TakenSms {
  to: string
  mark: number
  dataCoding: number
  text: string
  udh: string | null
  messageId: string
}

export interface SmppSink {
  port: number
  /** Messages taken, also of those whose answer never left, by number and the sender's own mark. */
  copies: Map<string, number>
  taken: TakenSms[]
  sessions(): number
  /** A receipt, or a message, to whoever is bound. @returns command_status of the answer */
  deliver(pdu: object): Promise<number>
  close(): Promise<void>
}

export interface SmppSinkOptions {
  behaviour?: (message: { to: string; text: string; attempt: number }) => SmppBehaviour
  bindStatus?: number
  delayMs?: number
  port?: number
  answersEnquiries?: boolean
}

const statuses = {
  refuse: smpp.errors.ESME_RSUBMITFAIL,
  defer: smpp.errors.ESME_RTHROTTLED,
  'refuse-recipient': smpp.errors.ESME_RINVDSTADR,
} as const

/** A message centre that counts what it took: the counterpart of the promise. */
export async function startSmppSink(options: SmppSinkOptions = {}): Promise<SmppSink> {
  const copies = new Map<string, number>()
  const attempts = new Map<string, number>()
  const taken: TakenSms[] = []
  const sessions = new Set<Session>()
  const sockets = new Set<Socket>()
  let number = 0
  const take = (session: Session, pdu: Pdu): void => {
    const to = pdu.destination_addr ?? ''
    const mark = (pdu as { user_message_reference?: number }).user_message_reference ?? 0
    const message = pdu.short_message?.message
    const long = pdu.message_payload as { message?: string | Buffer } | undefined
    const text = String(message && message.length > 0 ? message : (long?.message ?? ''))
    const udh = pdu.short_message?.udh?.[0]?.toString('hex') ?? null
    const key = `${to}/${mark}${udh ? `/${udh}` : ''}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const behaviour = options.behaviour?.({ to, text, attempt }) ?? 'accept'
    if (behaviour === 'refuse' || behaviour === 'defer' || behaviour === 'refuse-recipient') {
      session.send(pdu.response({ command_status: statuses[behaviour] }))
      return
    }
    const messageId = `M${++number}`
    copies.set(key, (copies.get(key) ?? 0) + 1)
    taken.push({ to, mark, text, udh, messageId, dataCoding: pdu.data_coding ?? 0 })
    if (behaviour === 'drop-after-data') session.socket.destroy()
    else if (behaviour === 'accept') session.send(pdu.response({ message_id: messageId }))
  }
  const server = smpp.createServer((session) => {
    sockets.add(session.socket)
    session.on('error', () => session.socket.destroy())
    session.on('close', () => {
      sessions.delete(session)
      sockets.delete(session.socket)
    })
    const bind = (pdu: Pdu) => {
      session.send(pdu.response({ command_status: options.bindStatus ?? 0 }))
      if (!options.bindStatus) sessions.add(session)
    }
    session.on('bind_transceiver', bind)
    session.on('bind_transmitter', bind)
    session.on(
      'enquire_link',
      (pdu: Pdu) => options.answersEnquiries !== false && session.send(pdu.response()),
    )
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
    session.on('submit_sm', (pdu: Pdu) => setTimeout(() => take(session, pdu), options.delayMs ?? 0))
  })
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', () => done()))
  return {
    port: (server.address() as AddressInfo).port,
    copies,
    taken,
    sessions: () => sessions.size,
    // As a centre does: what customers write is kept until somebody is bound to hear it.
    deliver: async (pdu) => {
      const until = Date.now() + 15_000
      while (sessions.size === 0 && Date.now() < until) await sleep(50)
      return new Promise((resolve, reject) => {
        const [session] = sessions
        if (!session) reject(new Error('Nobody is bound.'))
        else session.deliver_sm(pdu, (answer) => resolve(answer.command_status))
      })
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
