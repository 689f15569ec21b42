import type { Customer } from '../../customer/index.ts'
import { complaintConfirmationStep, complaintMail, type Recovery } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { OwnMessages } from './own-messages.ts'
import { serviceVerdicts } from './service-verdicts.ts'

/** Messages that ask whether a complaint left on the public page is the recipient's. No marketing, no campaign. */
export function complaintQuestions(
  customer: Pick<Customer, 'consents'>,
  { confirmations }: Pick<Recovery, 'confirmations'>,
  address: () => string,
): OwnMessages {
  return {
    step: complaintConfirmationStep,
    verdictsOf: async (workspace, deliveries) => {
      const waiting = await confirmations.waiting(
        workspace,
        deliveries.map(({ campaignId }) => campaignId),
      )
      return serviceVerdicts(customer, workspace, deliveries, ({ campaignId }) =>
        waiting.has(campaignId) ? null : 'confirmation_over',
      )
    },
    plansOf: async (workspace, deliveries) =>
      new Map(
        await Promise.all(
          deliveries.map(async ({ id }) => {
            const plan = {
              contentKey: `complaint/${id}`,
              transactional: true,
              source: complaintMail(workspace.locale),
              variables: {
                brand: { name: brandName(workspace, workspace.locale) },
                offer: { name: '', words: '', code: '', validDays: 0 },
                links: { main: `${address()}${await confirmations.pathOf(workspace, id)}` },
              },
            }
            return [id, plan] as const
          }),
        ),
      ),
  }
}
