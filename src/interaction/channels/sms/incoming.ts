import { createHash } from 'node:crypto'
import type { Pdu } from 'smpp'
import type { ChannelTools } from '../channel.ts'
import { receiptOf } from './receipt.ts'

const longestText = 2_000

/**
 * What a deliver_sm brings: a receipt, or a message to us.
 * @param deliveryOf of a provider's id, while it is remembered
 * @returns whether it is kept; the server sends again what is not
 */
export async function incomingOf(
  { inbound, workspaceId, now, log }: ChannelTools,
  deliveryOf: (providerId: string) => string | null,
  pdu: Pdu,
): Promise<boolean> {
  if (!inbound || workspaceId === null) return false
  const text = textOf(pdu)
  const at = now()
  // SMPP 3.4 §5.2.12: bits 2 to 5 say what it is; 0x04 is a receipt, 0x20 an intermediate notice.
  const kind = (pdu.esm_class ?? 0) & 0x3c
  try {
    if (kind === 0) {
      await inbound.reply({
        ...{ workspaceId, channel: 'sms', subject: null, deliveryId: null, at, text },
        ...{ from: international(pdu.source_addr ?? ''), to: pdu.destination_addr ?? '' },
        messageId: idOf(pdu, text, at),
      })
      return true
    }
    const receipt = kind === 0x04 ? receiptOf(pdu, text) : null
    if (!receipt?.status) return true
    const { providerId, status, kind: bounce, code } = receipt
    const deliveryId = deliveryOf(providerId)
    await inbound.receipt({
      workspaceId,
      channel: 'sms',
      deliveryId,
      providerId,
      status,
      kind: bounce,
      code,
      at,
    })
    return true
  } catch (error) {
    log.error(
      { err: error, channel: 'sms' },
      'what came back could not be kept; the server is asked to repeat it',
    )
    return false
  }
}

function textOf({ short_message: short, message_payload: payload }: Pdu): string {
  const long =
    typeof payload === 'object' && payload !== null && 'message' in payload ? payload.message : payload
  const text = short?.message && short.message.length > 0 ? short.message : long
  return (Buffer.isBuffer(text) ? text.toString('utf8') : String(text ?? '')).slice(0, longestText)
}

function international(number: string): string {
  return /^\d{7,15}$/.test(number) ? `+${number}` : number
}

/** The protocol numbers no messages to us; one that is repeated within the minute is the same. */
function idOf(pdu: Pdu, text: string, at: Date): string {
  const minute = Math.floor(at.getTime() / 60_000)
  return createHash('sha256')
    .update([pdu.source_addr, pdu.destination_addr, text, minute].join('\u0000'))
    .digest('hex')
    .slice(0, 40)
}
