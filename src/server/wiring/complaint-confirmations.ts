import type { Customer } from '../../customer/index.ts'
import { complaintConfirmationStep, complaintMail, type Recovery } from '../../interaction/index.ts'
import type { OwnMessages } from './own-messages.ts'
import { pageMails } from './page-mails.ts'
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
    plansOf: (workspace, deliveries) =>
      pageMails(workspace, deliveries, complaintMail(workspace.locale), address(), (id) =>
        confirmations.pathOf(workspace, id),
      ),
  }
}
