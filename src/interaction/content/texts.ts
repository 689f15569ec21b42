import { interactionErrors } from '../errors.ts'
import type { CampaignVariables } from '../ports.ts'
import { compileLiquid } from './liquid.ts'
import { assertPagesLinked, campaignLink, sharedScope } from './prepare.ts'
import { pageVariables } from './variables.ts'

/** Plain texts made ready for one campaign: what is the same for everyone has been worked out. */
export interface PreparedTexts {
  /** Distinct addresses they name, in order; a tracked link stands for each. */
  links: readonly string[]
  /** Dotted names used anywhere in them. */
  variables: readonly string[]
  /** @param tracked what to write for each of `links`, in their order @returns one for each that was given */
  render(name: string, tracked: readonly string[]): string[]
}

/** A web address as written, or a placeholder that stands for one; either may go on with placeholders in it. */
const rest = String.raw`(?:\{\{[^}]*\}\}|[^\s<>"'，。；！？、）】{}])`
const address = new RegExp(
  String.raw`https?://${rest}+|\{\{-?\s*(?:links\.\w+|${pageVariables.join('|')})\s*-?\}\}${rest}*`,
  'g',
)

/**
 * Compiles texts and finds their links. Values from customers are plain text: line breaks and control characters in
 * them would make a message look like two.
 * @param language tag of the language they are read in
 * @throws interaction.badLiquid, personInLink, badLink
 */
export function prepareTexts(
  sources: readonly string[],
  campaign: CampaignVariables,
  language: string,
): PreparedTexts {
  const shared = sharedScope(campaign)
  const links: string[] = []
  const whole = sources.map((source) => compileLiquid(source, 'plain', 'text', language))
  const variables = [...new Set(whole.flatMap((text) => text.variables))]
  if (variables.some((name) => /^(unsubscribe_url|preheader)\b/.test(name)))
    throw interactionErrors.badLiquid({
      part: 'text',
      line: 1,
      problem: 'unsubscribe_url and preheader are of mails; an SMS is opted out of by replying',
    })
  const texts = sources.map((source) => {
    const rewritten = source.replace(address, (found) => {
      const url = campaignLink(found, shared)
      const at = links.includes(url) ? links.indexOf(url) : links.push(url) - 1
      return `{{ tracked[${at}] }}`
    })
    assertPagesLinked(rewritten)
    return compileLiquid(rewritten, 'plain', 'text', language)
  })
  return {
    links,
    variables,
    render: (name, tracked) => {
      const scope = { ...shared, customer: { name: oneLine(name) }, tracked }
      return texts.map((text) => text.render(scope).trim())
    },
  }
}

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
