import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import smpp, { type Pdu, type Session } from 'smpp'
import { newId } from '../../../kit/ids.ts'
import { smsParts } from '../../channels/sms/parts.ts'
import { interactionErrors } from '../../errors.ts'
import type { CatcherOptions } from '../server.ts'
import { type CatcherStore, type CaughtEntry, openCatcherStore } from '../store.ts'
import { createReceipts } from './receipts.ts'

/** Number messages of the catcher come from, and answers go to. */
export const catcherNumber = '10690000'

export interface SmsCatcher {
  host: string
  port: number
  store: CatcherStore
  /** How a workspace binds: the name says whose messages they are. */
  account(workspaceId: number): { systemId: string; password: string }
  /**
   * Sends what the holder of a telephone typed, over the session of the workspace.
   * @throws interaction.smsCatcherSilent where nobody is bound, or what was typed is not taken
   */
  answer(workspaceId: number, to: CaughtEntry, text: string): Promise<CaughtEntry>
  stop(): Promise<void>
}

const limits = { segmentBytes: 8 * 1024 * 1024, totalBytes: 32 * 1024 * 1024 }

/**
 * A message centre that keeps what it gets and passes nothing on: SMPP 3.4, one account a workspace. It stands outside
 * the product: it confirms a message only after it is written, and sends the receipt a telephone would cause.
 * @throws interaction.catcherPort
 */
export async function startSmsCatcher(options: CatcherOptions): Promise<SmsCatcher> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  const store = openCatcherStore(options.dir, options.limits ?? limits)
  const password = randomBytes(4).toString('hex')
  const bound = new Map<number, Session>()
  const sockets = new Set<Socket>()
  const receipts = createReceipts((workspaceId) => bound.get(workspaceId) ?? null)
  const keep = (entry: Pick<CaughtEntry, 'from' | 'to' | 'workspaceId' | 'messageId'>, text: string) =>
    store.append(
      { ...entry, subject: text, campaignId: null, receivedAt: options.clock.now().toISOString() },
      Buffer.from(text),
    )
  const server = smpp.createServer((session) => {
    sockets.add(session.socket)
    let workspaceId: number | null = null
    const forget = () => {
      sockets.delete(session.socket)
      if (workspaceId !== null && bound.get(workspaceId) === session) bound.delete(workspaceId)
    }
    session.on('error', () => session.socket.destroy())
    session.on('close', forget)
    const bind = (takesWhatComesBack: boolean) => (pdu: Pdu) => {
      workspaceId = pdu.password === password ? accountOf(pdu.system_id) : null
      session.send(pdu.response(workspaceId === null ? { command_status: smpp.errors.ESME_RBINDFAIL } : {}))
      if (workspaceId !== null && takesWhatComesBack) bound.set(workspaceId, session)
    }
    session.on('bind_transceiver', bind(true))
    session.on('bind_transmitter', bind(false))
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      forget()
      session.send(pdu.response())
      session.close()
    })
    session.on('submit_sm', (pdu: Pdu) => {
      const refuse = (command_status: number | undefined) => session.send(pdu.response({ command_status }))
      if (workspaceId === null) return refuse(smpp.errors.ESME_RINVBNDSTS)
      // Parts would have to be joined here; the account is told to send whole texts.
      if (pdu.short_message?.udh?.length) return refuse(smpp.errors.ESME_RINVESMCLASS)
      const taken = take(pdu)
      try {
        keep({ ...taken.entry, workspaceId }, taken.text)
      } catch (error) {
        options.log.error({ err: error }, 'a caught SMS could not be kept')
        return refuse(smpp.errors.ESME_RSYSERR)
      }
      const messageId = newId()
      session.send(pdu.response({ message_id: messageId }))
      if (pdu.registered_delivery) receipts.owe(workspaceId, { messageId, to: taken.entry.to })
    })
  })
  const port = await listening(server, options.port).catch((error: Error & { code?: string }) => {
    store.close()
    throw interactionErrors.catcherPort({ port: options.port, reason: error.code ?? error.message }, error)
  })
  return {
    host: '127.0.0.1',
    port,
    store,
    account: (workspaceId) => ({ systemId: `w${workspaceId}`, password }),
    answer: async (workspaceId, { to }, text) => {
      const session = bound.get(workspaceId)
      if (!session || !(await isTaken(session, to, text))) throw interactionErrors.smsCatcherSilent({})
      return keep({ from: to, to: catcherNumber, workspaceId, messageId: newId() }, text)
    },
    stop: async () => {
      receipts.stop()
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await ended
      store.close()
    },
  }
}

function accountOf(systemId: string | undefined): number | null {
  const found = /^w(\d{1,9})$/.exec(systemId ?? '')
  return found ? Number(found[1]) : null
}

function take(pdu: Pdu): { text: string; entry: Pick<CaughtEntry, 'from' | 'to' | 'messageId'> } {
  const text = textOf(pdu)
  const to = `+${(pdu.destination_addr ?? '').replace(/\D/g, '')}`
  return {
    text,
    entry: {
      from: pdu.source_addr ?? '',
      to,
      // The sender's own mark is of 16 bits; with number and text it tells a repeat from another message.
      messageId: createHash('sha256')
        .update(`${to}\u0000${pdu.user_message_reference ?? ''}\u0000${text}`)
        .digest('hex'),
    },
  }
}

function textOf({ short_message: short, message_payload: payload }: Pdu): string {
  const long =
    typeof payload === 'object' && payload !== null && 'message' in payload ? payload.message : payload
  return String(short?.message && short.message.length > 0 ? short.message : (long ?? ''))
}

const answerPatienceMs = 5_000

/** Whether the workspace's side says it has kept the message. */
function isTaken(session: Session, from: string, text: string): Promise<boolean> {
  const { encoding, parts } = smsParts(text)
  const isLong = parts.length > 1
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), answerPatienceMs)
    session.deliver_sm(
      {
        ...{ source_addr: from.replace(/^\+/, ''), source_addr_ton: 1, source_addr_npi: 1 },
        ...{ destination_addr: catcherNumber, data_coding: encoding === 'gsm7' ? 0 : 8 },
        ...(isLong ? { short_message: '', message_payload: text } : { short_message: text }),
      },
      (answer) => {
        clearTimeout(timer)
        resolve(answer.command_status === 0)
      },
    )
  })
}

function listening(server: ReturnType<typeof smpp.createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
