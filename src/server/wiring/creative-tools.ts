import type { CampaignRoom } from '../../campaign/index.ts'
import { listTemplates, previewCreative } from '../../campaign/offers/api.ts'
import type { Customer } from '../../customer/index.ts'
import type { Interaction } from '../../interaction/index.ts'
import { type Route, route } from '../../kit/api.ts'

/**
 * What is written for a campaign is rendered by the room that sends it, with the other's offers: the two meet here.
 */
export function creativeToolRoutes(rooms: {
  customer: Customer
  interaction: Interaction
  campaign: CampaignRoom
}): Route[] {
  const { customer, interaction, campaign } = rooms
  return [
    route(listTemplates, async () => ({ items: [...interaction.content.templates] })),
    route(previewCreative, async ({ workspace, actor }, { body }) => {
      const offer = body.offerId === null ? null : await campaign.offers.get(workspace, body.offerId)
      // Whoever may not see customers is shown nobody, by name or number.
      const mayName = body.customerId !== null && actor.permissions.has('customers.read')
      const key = mayName ? Number(body.customerId) : null
      // Masked as everywhere else: a preview is not a way to read a customer's name.
      const labels = key === null ? null : await customer.persons.labels(workspace, [key])
      const variables = {
        brand: { name: workspace.name },
        offer: {
          name: offer?.name ?? '',
          words: offer?.words ?? '',
          code: offer?.code ?? '',
          validDays: offer?.validDays ?? 0,
        },
        links: { main: campaign.deps.defaultLandingUrl },
      }
      const { language, subject, preheader, mjml } = body
      const name = key === null ? '' : (labels?.get(key) ?? '')
      return interaction.content.preview({ language, subject, preheader, mjml }, variables, name)
    }),
  ]
}
