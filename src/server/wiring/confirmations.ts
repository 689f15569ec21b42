import { type Customer, linkDays } from '../../customer/index.ts'
import { confirmationMail, confirmationStep } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { OwnMessages } from './own-messages.ts'

/**
 * Messages that ask for a consent go by the engine of all messages. They are no marketing: no campaign speaks for them,
 * no consent is asked for asking, and they are sent as long as the request waits for its answer.
 */
export function confirmations(customer: Pick<Customer, 'consents'>, address: () => string): OwnMessages {
  return {
    step: confirmationStep,
    verdictsOf: async (workspace, deliveries) => {
      const open = await customer.consents.confirmationMessages(
        workspace,
        deliveries.map(({ campaignId }) => campaignId),
      )
      return new Map(
        deliveries.map(({ id, campaignId }) => [
          id,
          open.has(campaignId) ? { verdict: 'send' } : { verdict: 'never', reason: 'confirmation_over' },
        ]),
      )
    },
    plansOf: async (workspace, deliveries) => {
      const open = await customer.consents.confirmationMessages(
        workspace,
        deliveries.map(({ campaignId }) => campaignId),
      )
      return new Map(
        deliveries.flatMap(({ id, campaignId }) => {
          const message = open.get(campaignId)
          if (!message) return []
          const plan = {
            contentKey: `consent/${campaignId}`,
            transactional: true,
            source: confirmationMail(message.language),
            variables: {
              brand: { name: brandName(workspace, message.language) },
              offer: { name: message.purpose, words: message.text, code: '', validDays: linkDays },
              links: { main: `${address()}${message.path}` },
            },
          }
          return [[id, plan]]
        }),
      )
    },
  }
}
