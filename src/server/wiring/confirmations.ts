import { type Customer, linkDays } from '../../customer/index.ts'
import {
  confirmationMail,
  confirmationStep,
  type MayContact,
  type MessageFor,
} from '../../interaction/index.ts'

/**
 * Messages that ask for a consent go by the engine of all messages. They are no marketing: no campaign speaks for them,
 * no consent is asked for asking, and they are sent as long as the request waits for its answer.
 */
export function withConfirmations(
  customer: Pick<Customer, 'consents'>,
  campaign: { mayContact: MayContact; messageFor: MessageFor },
  address: () => string,
): { mayContact: MayContact; messageFor: MessageFor } {
  const split = <D extends { step: string }>(deliveries: readonly D[]) => ({
    asking: deliveries.filter((each) => each.step === confirmationStep),
    others: deliveries.filter((each) => each.step !== confirmationStep),
  })
  return {
    mayContact: async (workspace, deliveries, now) => {
      const { asking, others } = split(deliveries)
      const verdicts = new Map(await campaign.mayContact(workspace, others, now))
      const open = await customer.consents.confirmationMessages(
        workspace,
        asking.map((each) => each.campaignId),
      )
      for (const { id, campaignId } of asking)
        verdicts.set(
          id,
          open.has(campaignId) ? { verdict: 'send' } : { verdict: 'never', reason: 'confirmation_over' },
        )
      return verdicts
    },
    messageFor: async (workspace, deliveries) => {
      const { asking, others } = split(deliveries)
      const plans = new Map(await campaign.messageFor(workspace, others))
      const open = await customer.consents.confirmationMessages(
        workspace,
        asking.map((each) => each.campaignId),
      )
      for (const { id, campaignId } of asking) {
        const message = open.get(campaignId)
        if (!message) continue
        plans.set(id, {
          contentKey: `consent/${campaignId}`,
          transactional: true,
          source: confirmationMail(message.language),
          variables: {
            brand: { name: workspace.name },
            offer: { name: message.purpose, words: message.text, code: '', validDays: linkDays },
            links: { main: `${address()}${message.path}` },
          },
        })
      }
      return plans
    },
  }
}
