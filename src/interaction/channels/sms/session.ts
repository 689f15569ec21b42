import type { Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import smpp, { type Pdu, type Session } from 'smpp'
import type { ChannelTools } from '../channel.ts'

export interface SmppServer {
  host: string
  port: number
  tls: boolean
  systemId: string
  password: string
  systemType: string
  timeoutMs: number
  enquireMs: number
}

/** The server did not let us in, or was not there. */
export class SmppFailure extends Error {
  readonly reason: string
  readonly status: number | null
  constructor(reason: string, status: number | null = null, cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
    this.status = status
  }
}

/** A bound session. */
export interface SmppSession {
  readonly alive: boolean
  /** The answer to one submit_sm; null where the session ended, or nothing came in time: it may have been taken. */
  submit(pdu: object): Promise<Pdu | null>
  close(): Promise<void>
}

export interface SessionEvents {
  /** A message to us, or a receipt. @returns whether it is kept; one that is not comes again */
  incoming(pdu: Pdu): Promise<boolean>
  ended(): void
}

/**
 * Connects and binds: as transceiver where somebody takes what comes back, else as transmitter.
 * @throws SmppFailure
 */
export async function openSmppSession(
  server: SmppServer,
  guard: ChannelTools['guard'],
  events: SessionEvents | null,
): Promise<SmppSession> {
  const socket = await connected(server, guard)
  const session = new smpp.Session({ socket })
  const waiting = new Set<(answer: null) => void>()
  let alive = true
  const over = () => {
    if (!alive) return
    alive = false
    clearInterval(asking)
    for (const answer of [...waiting]) answer(null)
    events?.ended()
  }
  session.on('close', over)
  session.on('error', () => {
    socket.destroy()
    over()
  })
  /** One question; null where no answer came. */
  const ask = (send: (answered: (pdu: Pdu) => void) => boolean): Promise<Pdu | null> =>
    new Promise((resolve) => {
      const settle = (answer: Pdu | null) => {
        clearTimeout(timer)
        waiting.delete(settle)
        resolve(answer)
      }
      const timer = setTimeout(() => settle(null), server.timeoutMs)
      waiting.add(settle)
      if (!alive || !send(settle)) settle(null)
    })
  const asking = setInterval(() => {
    void ask((answered) => session.enquire_link(answered)).then((answer) => {
      // Half-open: the other side is gone and nobody said so.
      if (answer === null) socket.destroy()
    })
  }, server.enquireMs)
  answerRequests(session, events)
  const bind = { system_id: server.systemId, password: server.password, system_type: server.systemType }
  const bound = await ask((answered) =>
    events ? session.bind_transceiver(bind, answered) : session.bind_transmitter(bind, answered),
  )
  if (bound?.command_status !== 0) {
    socket.destroy()
    over()
    throw bound ? refusedBind(bound.command_status) : new SmppFailure('sms_server_unreachable')
  }
  return {
    get alive() {
      return alive
    },
    submit: (pdu) => ask((answered) => session.submit_sm(pdu, answered)),
    close: async () => {
      if (!alive) return
      await Promise.race([
        ask((answered) => session.unbind(answered)),
        new Promise((done) => setTimeout(done, 1_000)),
      ])
      socket.destroy()
      over()
    },
  }
}

function answerRequests(session: Session, events: SessionEvents | null): void {
  session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu: Pdu) => {
    session.send(pdu.response())
    session.close()
  })
  session.on('deliver_sm', (pdu: Pdu) => {
    const answer = (isKept: boolean) =>
      session.send(pdu.response(isKept ? {} : { command_status: smpp.errors.ESME_RX_T_APPN }))
    if (!events) answer(false)
    else events.incoming(pdu).then(answer, () => answer(false))
  })
}

function refusedBind(status: number): SmppFailure {
  const { ESME_RTHROTTLED, ESME_RSYSERR } = smpp.errors
  const isBusy = status === ESME_RTHROTTLED || status === ESME_RSYSERR
  return new SmppFailure(isBusy ? 'sms_server_busy' : 'sms_server_sign_in', status)
}

async function connected(server: SmppServer, guard: ChannelTools['guard']): Promise<Socket> {
  try {
    const socket = await guard.connect(server.host, server.port, AbortSignal.timeout(server.timeoutMs))
    return server.tls ? await secured(socket, server) : socket
  } catch (error) {
    const isPrivate = (error as { code?: string }).code === 'source.privateAddress'
    throw new SmppFailure(isPrivate ? 'private_address' : 'sms_server_unreachable', null, error)
  }
}

function secured(socket: Socket, server: SmppServer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = tlsConnect({ socket, servername: server.host }, () => {
      secure.removeListener('error', reject)
      resolve(secure)
    })
    secure.setTimeout(server.timeoutMs, () => secure.destroy(new Error('timeout')))
    secure.once('error', reject)
    secure.once('secureConnect', () => secure.setTimeout(0))
  })
}
