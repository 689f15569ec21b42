import type { Pdu } from 'smpp'

export interface Receipt {
  providerId: string
  /** Null: still under way. */
  status: 'delivered' | 'bounced' | 'expired' | null
  kind: 'hard' | 'soft' | 'content' | 'policy' | null
  /** Of the carrier: `UNDELIV/012`. */
  code: string
}

type State = Pick<Receipt, 'status' | 'kind'>

/** SMPP 3.4 §5.2.28 (message_state), and the words of appendix B for receipts that are text. */
const states: Readonly<Record<string, State & { number: number }>> = {
  ENROUTE: { number: 1, status: null, kind: null },
  DELIVRD: { number: 2, status: 'delivered', kind: null },
  EXPIRED: { number: 3, status: 'expired', kind: 'soft' },
  DELETED: { number: 4, status: 'bounced', kind: 'policy' },
  UNDELIV: { number: 5, status: 'bounced', kind: 'hard' },
  ACCEPTD: { number: 6, status: null, kind: null },
  UNKNOWN: { number: 7, status: 'bounced', kind: 'soft' },
  REJECTD: { number: 8, status: 'bounced', kind: 'policy' },
}
const byNumber = new Map(Object.entries(states).map(([word, state]) => [state.number, word]))

/**
 * A delivery receipt of a deliver_sm: by its parameters where there are some, else by its text,
 * `id:… sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:…`.
 * @returns null where it is none
 */
export function receiptOf(
  pdu: Pick<Pdu, 'receipted_message_id' | 'message_state'>,
  text: string,
): Receipt | null {
  const field = (name: string, form: string) => new RegExp(`\\b${name}:\\s*(${form})`, 'i').exec(text)?.[1]
  const providerId = pdu.receipted_message_id?.trim() || field('id', '[\\w.@:+/=-]{1,64}')
  const word = byNumber.get(pdu.message_state ?? 0) ?? field('stat', '[A-Z]{4,8}')?.toUpperCase()
  if (!providerId || word === undefined) return null
  const { status, kind } = states[word] ?? { status: 'bounced', kind: 'soft' }
  const error = field('err', '\\w{1,8}')
  // A carrier that was away for an hour says so as "undeliverable" too; its own code alone cannot tell, the word can.
  return { providerId, status, kind, code: error === undefined ? word : `${word}/${error}` }
}
