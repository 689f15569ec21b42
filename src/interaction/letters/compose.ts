import type { Locale } from '../../kit/errors.ts'
import { houseLocale } from '../../kit/language.ts'
import type { Compose } from '../channels/channel.ts'
import { letterCreative } from '../channels/post.ts'
import { compileLiquid } from '../content/liquid.ts'
import { sharedScope } from '../content/prepare.ts'
import { pageVariables } from '../content/variables.ts'
import { interactionErrors } from '../errors.ts'
import type { CampaignVariables } from '../ports.ts'
import { numberLinks } from '../tracking/campaign-links.ts'
import { signTracked } from '../tracking/tokens.ts'
import type { LetterDeps } from './deps.ts'

/** What is written to one person, before it is laid out. */
export interface LetterText {
  headline: string
  body: string
  offerUrl: string | null
  optOutUrl: string
  /** As they are addressed; null where no usable name is known. */
  name: string | null
  /** Of what is printed around the words. */
  language: Locale
}

/** A letter's words for one name; nobody's where it goes to whoever lives there. */
export function writeLetter(
  source: object,
  campaign: CampaignVariables,
  name: string,
): Pick<LetterText, 'headline' | 'body' | 'language'> & { variables: readonly string[] } {
  const { language, subject, text } = letterCreative.parse(source)
  const headline = compileLiquid(subject, 'plain', 'headline', language)
  const body = compileLiquid(text, 'plain', 'text', language)
  const variables = [...new Set([...headline.variables, ...body.variables])].sort()
  if (variables.some((variable) => /^(unsubscribe_url|preheader)\b/.test(variable)))
    throw interactionErrors.badLiquid({
      part: 'text',
      line: 1,
      problem: 'unsubscribe_url and preheader are of mails; a letter carries its own code to opt out',
    })
  const page = pageVariables.find((each) => variables.includes(each))
  if (page) throw interactionErrors.pageNotLinked({ name: page })
  const scope = { ...sharedScope(campaign), customer: { name: oneLine(name) } }
  return {
    language: houseLocale(language),
    variables,
    headline: oneLine(headline.render(scope)),
    body: body
      .render(scope)
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]/gu, ' ')
      .trim(),
  }
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Letters of a campaign, each with signed links of its own behind the codes: a scan counts as a click. */
export function composeLetters(deps: LetterDeps, withName: boolean): Compose<LetterText> {
  return async ({ workspace, delivery, plan, recipient }) => {
    const { variables: _, ...text } = writeLetter(
      plan.source,
      plan.variables,
      withName ? (recipient.name ?? '') : '',
    )
    const main = plan.variables.links.main ?? null
    const [[linkNo], vault] = await Promise.all([
      main === null ? [] : numberLinks(deps.ledger, workspace.id, delivery.campaignId, [main]),
      deps.vaultOf(workspace.id),
    ])
    const link = (number: number, use: 'click' | 'unsubscribe') =>
      signTracked(vault, { workspaceId: workspace.id, deliveryId: delivery.id, linkNo: number }, use)
    return {
      ...text,
      name: recipient.name ?? null,
      offerUrl: linkNo === undefined ? null : `${deps.publicUrl()}/t/c/${link(linkNo, 'click')}`,
      optOutUrl: `${deps.publicUrl()}/t/u/${link(0, 'unsubscribe')}`,
    }
  }
}
