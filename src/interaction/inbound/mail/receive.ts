import { createHash } from 'node:crypto'
import type { ChannelInbound } from '../../ports.ts'
import type { HandedMail } from '../../smtp-server.ts'
import { verifyTracked } from '../../tracking/tokens.ts'
import { type AnsweredDelivery, deliveryById } from '../delivery-of.ts'
import type { InboundDeps } from '../deps.ts'
import { type AddressUse, type VerifiedAddress, verifyAddress } from './address-token.ts'
import type { FeedbackReport } from './feedback.ts'
import { addressIn } from './header-text.ts'
import { first, parseMime } from './mime.ts'
import { type ReadMail, readMail } from './read-mail.ts'

/** What became of a mail to us. `refused`: nothing in it shows that we ever wrote. */
export type TakenAs = 'receipt' | 'reply' | 'complaint' | 'ignored' | 'refused'

export interface MailReceiver {
  /** Whether an address is one of ours to take mail at. */
  accepts(address: string): Promise<boolean>
  /** Takes a mail; the same mail again changes nothing. @param onlyOf leaves out what belongs to another workspace */
  take(mail: HandedMail, onlyOf?: number): Promise<TakenAs>
  /** The same of a mail without its envelope: its head says where it came from and to. */
  push(mail: { to: readonly string[]; raw: Buffer }, workspaceId: number): Promise<TakenAs>
}

/** Reports of bounces come within days; somebody may answer a mail of last spring. */
const validDays: Record<AddressUse, number> = { bounce: 30, reply: 400 }
const dayMs = 86_400_000

/** Where feedback loops are registered; tokens of ours within the report say whose it is. */
const feedbackAddress = /^(fbl|abuse|complaints)@/i

type Known = VerifiedAddress & { delivery: AnsweredDelivery; at: Date }

/** Takes bounces, complaints and answers that come by mail. Only what carries a token of ours has any effect. */
export function createMailReceiver(
  deps: InboundDeps,
  inbound: Pick<ChannelInbound, 'receipt' | 'reply' | 'complaint'>,
): MailReceiver {
  const { vaultOf } = deps
  const take = async (mail: HandedMail, onlyOf?: number): Promise<TakenAs> => {
    const read = readMail(mail.raw, mail.from === '')
    const traces = read.is === 'feedback' ? await tracesOf(deps, read.feedback) : []
    const addressed = await verifiedAmong(deps, mail.to)
    const claims = [...traces, ...addressed].filter(
      ({ workspaceId }) => onlyOf === undefined || workspaceId === onlyOf,
    )
    if (claims.length === 0) return 'refused'
    for (const claim of claims) {
      const known = await knownOf(deps, claim)
      if (known) return handOver(inbound, read, known, mail)
    }
    return 'ignored'
  }
  const noted: MailReceiver['take'] = async (mail, onlyOf) => {
    const takenAs = await take(mail, onlyOf)
    deps.log.info({ takenAs, bytes: mail.raw.length }, 'mail came back')
    return takenAs
  }
  return {
    accepts: async (address) =>
      feedbackAddress.test(address) || (await verifyAddress(vaultOf, address)) !== null,
    take: noted,
    push: ({ to, raw }, workspaceId) => noted(envelopeOf(raw, to), workspaceId),
  }
}

async function handOver(
  inbound: Pick<ChannelInbound, 'receipt' | 'reply' | 'complaint'>,
  read: ReadMail,
  { workspaceId, deliveryId, at }: Known,
  mail: HandedMail,
): Promise<TakenAs> {
  const of = { workspaceId, channel: 'email', deliveryId, at }
  switch (read.is) {
    case 'feedback':
      if (!read.feedback.isComplaint) return 'ignored'
      await inbound.complaint({ ...of, from: null })
      return 'complaint'
    case 'report': {
      const { action, kind, status } = read.report
      if (action === 'delayed') return 'ignored'
      await inbound.receipt({
        ...of,
        providerId: null,
        status: action === 'delivered' ? 'delivered' : 'bounced',
        kind: action === 'delivered' ? null : kind,
        code: status,
      })
      return 'receipt'
    }
    case 'automatic':
      return 'ignored'
    case 'words':
      await inbound.reply({
        ...of,
        messageId: read.messageId ?? createHash('sha256').update(mail.raw).digest('hex'),
        from: read.from === '' ? mail.from : read.from,
        to: mail.to[0] ?? '',
        subject: read.subject,
        text: read.text,
      })
      return 'reply'
  }
}

async function verifiedAmong(deps: InboundDeps, addresses: readonly string[]): Promise<VerifiedAddress[]> {
  const found = await Promise.all(
    addresses.slice(0, 50).map((address) => verifyAddress(deps.vaultOf, address)),
  )
  return found.filter((each) => each !== null)
}

/** Whose message a complaint is about, by what it gives back of it. */
async function tracesOf(deps: InboundDeps, { traces }: FeedbackReport): Promise<VerifiedAddress[]> {
  const byAddress = await verifiedAmong(deps, traces)
  const tokens = traces.flatMap((trace) => /\/t\/u\/([\w.-]{10,600})/.exec(trace)?.[1] ?? []).slice(0, 20)
  const byLink = await Promise.all(
    tokens.map((token) =>
      verifyTracked(deps.vaultOf, token, 'unsubscribe').then(
        (found): VerifiedAddress => ({ ...found, use: 'reply' }),
        () => null,
      ),
    ),
  )
  return [...byAddress, ...byLink.filter((each) => each !== null)]
}

/** Null where the message is gone, or was sent too long ago to be answered this way. */
async function knownOf(deps: InboundDeps, claim: VerifiedAddress): Promise<Known | null> {
  const delivery = await deliveryById(deps.ledger.db, claim.workspaceId, 'email', claim.deliveryId)
  if (!delivery) return null
  const at = (await deps.workspaceOf(claim.workspaceId)).clock.now()
  const sentAt = delivery.ended_at ?? at
  return at.getTime() - sentAt.getTime() > validDays[claim.use] * dayMs ? null : { ...claim, delivery, at }
}

const recipientFields = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc']

/** The envelope as the mail's own head tells it. */
function envelopeOf(raw: Buffer, to: readonly string[]): HandedMail {
  const { headers } = parseMime(raw)
  const told = recipientFields.flatMap((name) => headers.get(name) ?? []).flatMap((line) => line.split(','))
  const path = first(headers, 'return-path')
  return {
    // Without a Return-Path nobody can say that a server wrote it.
    from: path === undefined ? addressIn(first(headers, 'from') ?? '') || 'unknown' : addressIn(path),
    to: [...to, ...told.map(addressIn)].filter((address) => address !== '').slice(0, 50),
    raw,
  }
}
