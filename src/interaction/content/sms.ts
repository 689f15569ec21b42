import { interactionErrors } from '../errors.ts'
import type { CampaignVariables, SmsSource } from '../ports.ts'
import { compileLiquid } from './liquid.ts'
import { campaignLink, sharedScope } from './prepare.ts'

/** An SMS made ready for one campaign: what is the same for everyone has been worked out. */
export interface PreparedSms {
  /** Distinct addresses it names, in order; a tracked link stands for each. */
  links: readonly string[]
  /** Dotted names used anywhere in it. */
  variables: readonly string[]
  /** @param tracked what to write for each of `links`, in their order */
  render(name: string, tracked: readonly string[]): string
}

/** A web address as written, or a placeholder that stands for one; either may go on with placeholders in it. */
const rest = String.raw`(?:\{\{[^}]*\}\}|[^\s<>"'，。；！？、）】{}])`
const address = new RegExp(String.raw`https?://${rest}+|\{\{-?\s*links\.\w+\s*-?\}\}${rest}*`, 'g')

/**
 * Compiles the text and finds its links. Values from customers are plain text: line breaks and control characters in
 * them would make a message look like two.
 * @throws interaction.badLiquid, personInLink, badLink
 */
export function prepareSms(source: SmsSource, campaign: CampaignVariables): PreparedSms {
  const shared = sharedScope(campaign)
  const links: string[] = []
  const whole = compileLiquid(source.text, 'plain', 'text')
  if (whole.variables.some((name) => /^(unsubscribe_url|preheader)\b/.test(name)))
    throw interactionErrors.badLiquid({
      part: 'text',
      line: 1,
      problem: 'unsubscribe_url and preheader are of mails; an SMS is opted out of by replying',
    })
  const rewritten = source.text.replace(address, (found) => {
    const url = campaignLink(found, shared)
    const at = links.includes(url) ? links.indexOf(url) : links.push(url) - 1
    return `{{ tracked[${at}] }}`
  })
  const text = compileLiquid(rewritten, 'plain', 'text')
  return {
    links,
    variables: whole.variables,
    render: (name, tracked) => text.render({ ...shared, customer: { name: oneLine(name) }, tracked }).trim(),
  }
}

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
