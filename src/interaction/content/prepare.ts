import { houseLocale } from '../../kit/language.ts'
import { interactionErrors } from '../errors.ts'
import type { CampaignVariables, EmailSource } from '../ports.ts'
import { type MailLook, standardLook, withLook } from './brand/apply.ts'
import { compileLayout, type Layout } from './layout.ts'
import { type CompiledText, compileLiquid } from './liquid.ts'
import { toPlainText } from './plain-text.ts'
import { pageVariables, type RecipientVariables } from './variables.ts'

/** A creative made ready for one campaign: what is the same for everyone has been worked out. */
export interface PreparedEmail {
  /** Distinct addresses its links lead to, in order; a tracked link stands for each. */
  links: readonly string[]
  layout: Layout
  /** Dotted names used anywhere in it. */
  variables: readonly string[]
  /** @param tracked what to write for each of `links`, in their order; `pixel` the address of the open pixel or null */
  render(
    recipient: RecipientVariables,
    tracked: readonly string[],
    pixel: string | null,
  ): { subject: string; html: string; text: string }
}

const href = /(<a\b[^<>]*?\shref\s*=\s*)("([^"]*)"|'([^']*)')/gi

/**
 * Compiles subject, preheader and layout, and finds the links. About 10 ms; a recipient then costs about 0.1 ms.
 * @throws interaction.badMjml, badLiquid, personInLink, badLink
 */
export async function prepareEmail(
  source: EmailSource,
  campaign: CampaignVariables,
  look: MailLook = standardLook,
): Promise<PreparedEmail> {
  const { language } = source
  const layout = await compileLayout(withLook(source.mjml, houseLocale(language), look))
  const shared = sharedScope(campaign)
  const links: string[] = []
  const rewritten = layout.html.replace(href, (whole, head: string, _q, double?: string, single?: string) => {
    const target = decodeAmpersands(double ?? single ?? '')
    if (staysAsItIs(target)) return whole
    const url = campaignLink(target, shared)
    const at = links.includes(url) ? links.indexOf(url) : links.push(url) - 1
    return `${head}"{{ tracked[${at}] }}"`
  })
  const withPixel = rewritten.replace(
    '</body>',
    '{% if pixel %}<img src="{{ pixel }}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">{% endif %}</body>',
  )
  const subject = compileLiquid(source.subject, 'plain', 'subject', language)
  assertPagesLinked(rewritten, source.subject, source.preheader)
  const preheader = compileLiquid(source.preheader, 'plain', 'preheader', language)
  const html = compileLiquid(withPixel, 'html', 'layout', language).forMany(shared)
  const text = compileLiquid(toPlainText(rewritten), 'plain', 'layout', language).forMany(shared)
  return {
    links,
    layout,
    variables: namesOf(subject, preheader, compileLiquid(layout.html, 'html', 'layout')),
    render: (recipient, tracked, pixel) => {
      const personal = {
        ...shared,
        customer: { name: recipient.name },
        unsubscribe_url: recipient.unsubscribeUrl,
        tracked,
        pixel,
      }
      const scope = { ...personal, preheader: preheader.render(personal) }
      return { subject: subject.render(scope), html: html.render(scope), text: text.render(scope) }
    },
  }
}

/** What every recipient of a campaign reads alike. */
export function sharedScope(campaign: CampaignVariables) {
  const { name, words, code, validDays, minimumSpendMinor = 0 } = campaign.offer
  return {
    brand: { ...campaign.brand },
    offer: { name, words, code, valid_days: validDays, minimum_spend: minimumSpendMinor },
    currency: campaign.currency ?? '',
    links: { ...campaign.links },
    survey_link: campaign.pages?.survey ?? '',
    complaint_link: campaign.pages?.complaint ?? '',
  }
}

/**
 * A page of ours knows who comes by the link of the message alone: what is left after links were set aside would lead
 * everybody to the page of nobody.
 * @throws interaction.pageNotLinked
 */
export function assertPagesLinked(...texts: readonly string[]): void {
  for (const text of texts)
    for (const name of compileLiquid(text, 'plain', 'text').variables) {
      const page = pageVariables.find((each) => each === name)
      if (page) throw interactionErrors.pageNotLinked({ name: page })
    }
}

/** Unsubscribing must work without a detour; mail and telephone links are nobody's web page. */
function staysAsItIs(target: string): boolean {
  return /^\s*\{\{-?\s*unsubscribe_url\s*-?\}\}\s*$/.test(target) || /^(mailto:|tel:|sms:|#)/i.test(target)
}

/** @throws interaction.personInLink, badLink, badLiquid */
export function campaignLink(target: string, shared: Readonly<Record<string, unknown>>): string {
  const template = compileLiquid(target, 'plain', 'link')
  if (template.variables.some((name) => /^(customer|unsubscribe_url|preheader)\b/.test(name)))
    throw interactionErrors.personInLink({ url: target.slice(0, 200) })
  const absent = pageVariables.find((name) => template.variables.includes(name) && shared[name] === '')
  if (absent) throw interactionErrors.noPage({ name: absent })
  const url = template.render(shared).trim()
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw interactionErrors.badLink({ url: url.slice(0, 200) })
  return url
}

function decodeAmpersands(value: string): string {
  return value.replace(/&amp;/g, '&')
}

function namesOf(...texts: CompiledText[]): string[] {
  return [...new Set(texts.flatMap((text) => text.variables))].sort()
}
