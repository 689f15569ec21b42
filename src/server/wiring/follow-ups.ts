import type { Customer } from '../../customer/index.ts'
import { caseSurveyStep, followUpMail, type Surveys } from '../../interaction/index.ts'
import type { OwnMessages } from './own-messages.ts'
import { pageMails } from './page-mails.ts'
import { serviceVerdicts } from './service-verdicts.ts'

/** Messages that ask how a complaint was handled. No marketing, no campaign; nobody is asked twice about one case. */
export function caseFollowUps(
  customer: Pick<Customer, 'consents'>,
  { followUps }: Pick<Surveys, 'followUps'>,
  address: () => string,
): OwnMessages {
  return {
    step: caseSurveyStep,
    verdictsOf: async (workspace, deliveries) => {
      const due = await followUps.due(
        workspace,
        deliveries.map(({ campaignId, occurrence }) => ({ caseId: campaignId, surveyId: occurrence })),
      )
      return serviceVerdicts(customer, workspace, deliveries, ({ campaignId }) =>
        due.has(campaignId) ? null : 'follow_up_over',
      )
    },
    plansOf: (workspace, deliveries) =>
      pageMails(workspace, deliveries, followUpMail(workspace.locale), address(), (id) =>
        followUps.pathOf(workspace, id),
      ),
  }
}
