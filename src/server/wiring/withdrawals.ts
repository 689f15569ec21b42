import type { Customer } from '../../customer/index.ts'
import type { RecordWithdrawal } from '../../interaction/index.ts'

/** Whoever unsubscribes takes consent to marketing on that channel back; the link they used is the proof. */
export function recordWithdrawalOf(customer: Pick<Customer, 'consents'>): RecordWithdrawal {
  return async (trx, workspace, { personKey, channel, deliveryId, campaignId }) => {
    await customer.consents.withdraw(trx, workspace, {
      personKey,
      purpose: 'marketing',
      channel,
      source: 'unsubscribe_link',
      proof: { kind: 'unsubscribe_link', deliveryId, campaignId },
      actor: { kind: 'customer', id: '' },
    })
  }
}
