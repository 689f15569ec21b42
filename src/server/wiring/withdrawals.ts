import type { Customer } from '../../customer/index.ts'
import type { RecordWithdrawal } from '../../interaction/index.ts'

/** How a customer's own word is known. */
const proofKinds = {
  unsubscribe_link: 'unsubscribe_link',
  stop_word: 'message',
  complaint: 'complaint',
} as const

/** Whoever unsubscribes, answers STOP or complains takes consent to marketing on that channel back. */
export function recordWithdrawalOf(customer: Pick<Customer, 'consents'>): RecordWithdrawal {
  return async (trx, workspace, { personKey, channel, deliveryId, campaignId, source }) => {
    await customer.consents.withdraw(trx, workspace, {
      personKey,
      purpose: 'marketing',
      channel,
      source,
      proof: {
        kind: proofKinds[source],
        ...(deliveryId === null ? {} : { deliveryId }),
        ...(campaignId === null ? {} : { campaignId }),
      },
      actor: { kind: 'customer', id: '' },
    })
  }
}
