import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import smpp, { type Pdu } from 'smpp'
import { accepted, type ChannelTools, failed, type Outcome, unknown } from '../channel.ts'
import { refusedSubmit } from './classify.ts'
import { incomingOf } from './incoming.ts'
import { smsParts } from './parts.ts'
import { openSmppSession, SmppFailure, type SmppServer, type SmppSession } from './session.ts'

export interface SmppLink {
  send(message: { deliveryId: string; to: string; content: { text: string } }): Promise<Outcome>
  check(): Promise<string | null>
  close(): Promise<void>
}

export interface LinkOptions extends SmppServer {
  sender: string
  joining: 'udh' | 'payload'
}

const remembered = 20_000
const longestRestMs = 30_000
const restMs = 1_000
/** A later part that is put off is tried again at once, since the first is on its way. */
const partAttempts = 5

/** One session to an SMPP server, made anew whenever it ends; it also stands while nothing is sent, for what comes back. */
export function openSmppLink(options: LinkOptions, tools: ChannelTools): SmppLink {
  const sent = new LRUCache<string, string>({ max: remembered })
  let opening: Promise<SmppSession> | null = null
  let rest = restMs
  let isOpen = true
  let timer: NodeJS.Timeout | undefined

  const standBy = (): void => {
    if (!isOpen || !tools.inbound) return
    clearTimeout(timer)
    timer = setTimeout(() => void session().catch(() => undefined), rest)
    timer.unref()
    rest = Math.min(longestRestMs, rest * 2)
  }
  const events = tools.inbound && {
    incoming: (pdu: Pdu) => incomingOf(tools, (id) => sent.get(id) ?? null, pdu),
    ended: () => {
      opening = null
      standBy()
    },
  }
  const session = (): Promise<SmppSession> => {
    if (opening) return opening
    const made = openSmppSession(options, tools.guard, events)
    opening = made
    made.then(
      () => {
        rest = restMs
      },
      () => {
        if (opening === made) opening = null
        standBy()
      },
    )
    return made
  }
  const alive = async (): Promise<SmppSession> => {
    const found = await session()
    if (found.alive) return found
    opening = null
    return session()
  }
  if (events) void session().catch(() => undefined)

  return {
    send: async ({ deliveryId, to, content: { text } }) => {
      let bound: SmppSession
      try {
        bound = await alive()
      } catch (error) {
        return asFailure(error)
      }
      const outcome = await submitAll(bound, submitsOf(options, deliveryId, to, text))
      if (outcome.kind === 'accepted' && outcome.providerId) sent.set(outcome.providerId, deliveryId)
      return outcome
    },
    check: async () => {
      try {
        await alive()
        return null
      } catch (error) {
        return error instanceof SmppFailure ? error.reason : 'sms_server_unreachable'
      }
    },
    close: async () => {
      isOpen = false
      clearTimeout(timer)
      const found = await opening?.catch(() => null)
      await found?.close()
    },
  }
}

function asFailure(error: unknown): Outcome {
  const { reason, status } =
    error instanceof SmppFailure ? error : { reason: 'sms_server_unreachable', status: null }
  return failed(reason, { retry: 'connection', ...(status === null ? {} : { params: { reply: status } }) })
}

/** In order, each after the answer to the one before: what is refused at its first part has reached nobody. */
async function submitAll(session: SmppSession, submits: readonly object[]): Promise<Outcome> {
  let last: string | null = null
  for (const [index, submit] of submits.entries()) {
    const answer = await submitPart(session, submit, index > 0)
    if (answer === null) return unknown('connection_lost_after_sms')
    if (answer.command_status !== 0)
      return index === 0 ? refusedSubmit(answer.command_status) : unknown('sms_partly_sent', { parts: index })
    last = answer.message_id ?? null
  }
  return accepted(last)
}

async function submitPart(session: SmppSession, submit: object, isLater: boolean): Promise<Pdu | null> {
  for (let attempt = 1; ; attempt++) {
    const answer = await session.submit({ ...submit })
    const isPutOff = answer !== null && answer.command_status === smpp.errors.ESME_RTHROTTLED
    if (!isLater || !isPutOff || attempt >= partAttempts) return answer
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt))
  }
}

/** The units of one message; the same at every attempt. */
function submitsOf(options: LinkOptions, deliveryId: string, to: string, text: string): object[] {
  const { encoding, parts } = smsParts(text)
  const mark = createHash('sha256').update(deliveryId).digest().readUInt16BE(0)
  const shared = {
    source_addr: options.sender,
    source_addr_ton: /^\+?\d+$/.test(options.sender) ? 0 : 5,
    source_addr_npi: 0,
    destination_addr: to.replace(/^\+/, ''),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    data_coding: encoding === 'gsm7' ? 0 : 8,
    user_message_reference: mark,
  }
  if (parts.length === 1) return [{ ...shared, registered_delivery: 1, short_message: text }]
  if (options.joining === 'payload')
    return [{ ...shared, registered_delivery: 1, short_message: '', message_payload: text }]
  return parts.map((part, index) => ({
    ...shared,
    // The receipt of the last part stands for the message.
    registered_delivery: index === parts.length - 1 ? 1 : 0,
    short_message: { message: part, udh: Buffer.of(5, 0, 3, mark & 0xff, parts.length, index + 1) },
  }))
}
