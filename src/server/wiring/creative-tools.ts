import type { CampaignRoom } from '../../campaign/index.ts'
import {
  listCreativeVariables,
  listTemplates,
  previewCreative,
  previewMessage,
  previewSms,
} from '../../campaign/offers/creatives/api.ts'
import { type CampaignVariables, creativeSource, variablesOn } from '../../interaction/index.ts'
import { type RequestContext, type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { creativeLanguageRoutes, shownVariables, type WritingRooms } from './creative-languages.ts'

/**
 * What is written for a campaign is rendered by the room that sends it, with the other's offers: the two meet here.
 */
export function creativeToolRoutes(rooms: WritingRooms): Route[] {
  const { interaction } = rooms
  return [
    route(listTemplates, async () => ({ items: [...interaction.content.templates] })),
    route(listCreativeVariables, async (_context, { query }) => ({
      items: variablesOn(query.channel).map(({ name, help, personal }) => ({ name, help, personal })),
    })),
    route(previewCreative, async (context, { body }) => {
      const { variables, name } = await shownTo(rooms, context, body)
      const { language, subject, preheader, mjml } = body
      return interaction.content.preview(
        context.workspace,
        { language, subject, preheader, mjml },
        variables,
        name,
      )
    }),
    route(previewSms, async (context, { body }) => {
      const { variables, name } = await shownTo(rooms, context, body)
      const source = { language: body.language, text: body.text, templateNumber: '', params: '' }
      return interaction.content.previewSms(context.workspace, source, variables, name)
    }),
    route(previewMessage, async (context, { body }) => {
      const { variables, name } = await shownTo(rooms, context, body)
      return interaction.content.previewMessage(body.channel, creativeSource(body), variables, name)
    }),
    ...creativeLanguageRoutes(rooms),
  ]
}

/** What every recipient of a campaign with this offer reads alike. */
export async function variablesOf(
  campaign: CampaignRoom,
  workspace: Workspace,
  offerId: string | null,
  language: string = workspace.locale,
): Promise<CampaignVariables> {
  const offer = offerId === null ? null : await campaign.offers.get(workspace, offerId)
  return shownVariables(campaign, workspace, language, offer)
}

/** What a preview is filled with: an offer, and a customer for whoever may see some. */
async function shownTo(
  { customer, campaign }: WritingRooms,
  { workspace, actor }: RequestContext,
  asked: { offerId: string | null; customerId: string | null; language: string },
) {
  // Whoever may not see customers is shown nobody, by name or number.
  const mayName = asked.customerId !== null && actor.permissions.has('customers.read')
  const key = mayName ? Number(asked.customerId) : null
  // Masked as everywhere else: a preview is not a way to read a customer's name.
  const labels = key === null ? null : await customer.persons.labels(workspace, [key])
  const variables = await variablesOf(campaign, workspace, asked.offerId, asked.language)
  return { variables, name: key === null ? '' : (labels?.get(key) ?? '') }
}
