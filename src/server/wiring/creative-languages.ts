import {
  type CampaignRoom,
  type Creative,
  campaignVariables,
  chooseLanguage,
  inLanguage,
  languagesOf,
  languagesSaid,
  type Offer,
} from '../../campaign/index.ts'
import { checkCreative, testCreative } from '../../campaign/offers/creatives/api.ts'
import type { Customer } from '../../customer/index.ts'
import {
  type CampaignVariables,
  creativeSource,
  type Interaction,
  linkedSurvey,
  writeLetter,
} from '../../interaction/index.ts'
import { type RequestContext, type Route, route } from '../../kit/api.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'

/** The rooms that meet where something is written. */
export interface WritingRooms {
  customer: Customer
  interaction: Interaction
  campaign: CampaignRoom
}

type Written = Omit<Creative, 'id' | 'version' | 'updatedAt' | 'deletedAt'>

interface Found {
  problems: { severity: 'error' | 'warning'; message: Localized }[]
  variables: readonly string[]
}

/** A creative in all its languages: what is wrong with each, who would read which, and how one arrives. */
export function creativeLanguageRoutes(rooms: WritingRooms): Route[] {
  const { campaign, interaction } = rooms
  const offerOf = async (workspace: Workspace, id: string | null) =>
    id === null ? null : campaign.offers.get(workspace, id)
  return [
    route(checkCreative, async (context, { body }) => {
      const { offerId, customerId, ...creative } = body
      const offer = await offerOf(context.workspace, offerId)
      const languages = await checkLanguages(rooms, context.workspace, creative, offer)
      return { languages, reader: await readerOf(rooms, context, creative, customerId) }
    }),
    route(testCreative, async ({ workspace, actor }, { body }) => {
      const { address, offerId, ...creative } = body
      const offer = await offerOf(workspace, offerId)
      const { language } = creative
      const variables = await shownVariables(campaign, workspace, language, offer)
      const trial = { address, source: creativeSource(creative), variables }
      return interaction.content.sendTest(workspace, creative.channel, trial, actor)
    }),
  ]
}

/** What whoever writes sees in place of variables: a link to a survey leads to the newest that takes answers. */
export async function shownVariables(
  { deps }: CampaignRoom,
  workspace: Workspace,
  language: string,
  offer: Offer | null,
): Promise<CampaignVariables> {
  const survey = await linkedSurvey(deps.ledger.db, workspace, null)
  const { defaultLandingUrl: url } = deps
  const of = { language, offer, surveyId: survey?.id ?? null }
  return campaignVariables(workspace, of, { landingUrl: url, houseUrl: url })
}

async function checkLanguages(
  rooms: WritingRooms,
  workspace: Workspace,
  creative: Written,
  offer: Offer | null,
) {
  const found: (Found & { language: string })[] = []
  for (const language of languagesOf(creative)) {
    const variables = await shownVariables(rooms.campaign, workspace, language, offer)
    const one = await problemsOf(rooms, workspace, inLanguage(creative, language), variables)
    found.push({ language, ...one })
  }
  const own = new Set((found[0]?.variables ?? []).filter((name) => !house.has(name)))
  return found.map(({ language, problems, variables }) => ({
    language,
    problems: problems.map(({ severity, message }) => ({ severity, message })),
    // What cannot be read names no variables.
    missing:
      variables.length === 0 && problems.some(({ severity }) => severity === 'error')
        ? []
        : [...own].filter((name) => !variables.includes(name)).sort(),
  }))
}

/** Set in by the house, whatever an author writes. */
const house = new Set(['tracked', 'pixel', 'currency', 'preheader'])

async function problemsOf(
  { interaction }: WritingRooms,
  workspace: Workspace,
  creative: Written,
  variables: CampaignVariables,
): Promise<Found> {
  const source = creativeSource(creative)
  switch (creative.channel) {
    case 'email': {
      const { language, subject, preheader, mjml } = creative
      return interaction.content.preview(workspace, { language, subject, preheader, mjml }, variables, '')
    }
    case 'sms': {
      const { language, text, templateNumber } = creative
      return interaction.content.previewSms(
        workspace,
        { language, text, templateNumber, params: '' },
        variables,
        '',
      )
    }
    case 'post':
      return letterProblems(source, variables)
    case 'call':
      return { problems: [], variables: [] }
    default:
      return interaction.content.previewMessage(creative.channel, source, variables, '')
  }
}

function letterProblems(source: object, variables: CampaignVariables): Found {
  try {
    return { problems: [], variables: writeLetter(source, variables, '').variables }
  } catch (error) {
    if (!isAppError(error)) throw error
    const message = { en: error.in('en'), 'zh-CN': error.in('zh-CN') }
    return { problems: [{ severity: 'error', message }], variables: [] }
  }
}

/** Which of the languages a customer would get, and why; of nobody to whoever may see no customers. */
async function readerOf(
  { campaign }: WritingRooms,
  { workspace, actor }: RequestContext,
  creative: Written,
  customerId: string | null,
) {
  if (customerId === null || !actor.permissions.has('customers.read')) return null
  const key = Number(customerId)
  const said = (await languagesSaid(campaign.deps, workspace, [key])).get(key) ?? ''
  return { ...chooseLanguage(workspace, creative, said), theirs: said === '' ? null : said }
}
