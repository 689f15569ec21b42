import type { Customer } from '../../customer/index.ts'
import {
  answerMail,
  answerStep,
  answerText,
  answerWechat,
  type Interaction,
} from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { OwnMessages } from './own-messages.ts'
import { serviceVerdicts } from './service-verdicts.ts'

/**
 * Answers to what customers wrote go by the engine of all messages. They are no marketing: they need that the customer
 * has not refused service messages, and nothing of a campaign.
 */
export function answers(
  customer: Pick<Customer, 'consents'>,
  interaction: Pick<Interaction, 'inbox'>,
): OwnMessages {
  return {
    step: answerStep,
    verdictsOf: (workspace, deliveries) => serviceVerdicts(customer, workspace, deliveries, () => null),
    plansOf: async (workspace, deliveries) => {
      const words = await interaction.inbox.answers(
        workspace,
        deliveries.map(({ campaignId }) => campaignId),
      )
      return new Map(
        deliveries.flatMap(({ id, campaignId, channel }) => {
          const answer = words.get(campaignId)
          if (!answer) return []
          const { subject, text } = answer
          const plan = {
            contentKey: `answer/${campaignId}`,
            transactional: true,
            source: sourceOf(channel)(workspace.locale),
            variables: {
              brand: { name: brandName(workspace, workspace.locale) },
              offer: {
                name: subject ?? brandName(workspace, workspace.locale),
                words: text,
                code: '',
                validDays: 0,
              },
              links: {},
            },
          }
          return [[id, plan]]
        }),
      )
    },
  }
}

function sourceOf(channel: string): (language: 'zh-CN' | 'en') => object {
  if (channel === 'sms') return answerText
  return channel === 'wechat' ? answerWechat : answerMail
}
