import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignInput } from '../plans/api.ts'
import type { CustomerContacts, TrailPart } from './api.ts'
import type { Known } from './past.ts'
import { capParts, consentPart, counted, isAbout, listedPart, part } from './trail.ts'
import { clauseOf, nowSentence, whenWords } from './words.ts'

/** The cap of a plan that names none of its own. */
const usualCap = campaignInput.shape.contactCap.parse(undefined)

/**
 * Whether an e-mail campaign could write to the customer at this moment: the questions of the draw and of the send, in
 * their order, all of them, so that who mends the first sees the second.
 */
export async function contactNow(
  deps: Pick<CampaignDeps, 'consents'>,
  workspace: Workspace,
  known: Known & { hasAddress: boolean; hasOpenCase: boolean },
): Promise<CustomerContacts['now']> {
  const now = workspace.clock.now()
  const ask = async (purpose: string, channel: string) =>
    (await deps.consents.mayContact(workspace, [known.key], { purpose, channel })).get(known.key)
  const [marketing, profiling] = await Promise.all([ask('marketing', 'email'), ask('profiling', '*')])
  const had = counted(known, now, usualCap.days)
  const [zone, names] = [
    workspace.timeZone,
    new Map([...known.campaigns].map(([id, { name }]) => [id, name])),
  ]
  const entry = known.consents.find(
    (one) => one.purpose === 'marketing' && isAbout(one, 'email') && one.state === marketing?.reason,
  )
  const bars: { code: string; trail: TrailPart[] }[] = []
  if (!known.hasAddress) bars.push({ code: 'no_address', trail: [identityPart(known)] })
  if (known.listed.length > 0)
    bars.push({ code: 'do_not_send', trail: known.listed.map((one) => listedPart(one, zone)) })
  if (marketing?.allowed !== true)
    bars.push({ code: 'consent', trail: [consentPart(entry, known.customerId, zone)] })
  if (known.hasOpenCase)
    bars.push({
      code: 'open_complaint',
      trail: [
        part(
          'why',
          { en: 'Complaints of the customer', 'zh-CN': '该客户的投诉工单' },
          `/interaction/cases?customer=${known.customerId}`,
        ),
      ],
    })
  if (had.length >= usualCap.contacts)
    bars.push({
      code: 'contact_cap',
      trail: capParts(known, names, { before: now, days: usualCap.days }, zone),
    })
  const detail = { ...usualCap, contacts: had.length, state: marketing?.reason }
  const withoutProfile = profiling?.allowed !== true
  return {
    channel: 'email',
    allowed: bars.length === 0,
    reasons: bars.map(({ code }) => code),
    sentence: nowSentence({
      when: whenWords(now, zone),
      reasons: bars.map(({ code }) => clauseOf(code, detail)),
      cap: { ...usualCap, had: had.length },
      consented: marketing?.reason === 'given',
      withoutProfile,
    }),
    trail:
      bars.length > 0
        ? bars.flatMap(({ trail }) => trail)
        : [consentPart(entry, known.customerId, zone), ...(withoutProfile ? [profilePart(known, zone)] : [])],
    checkedAt: now.toISOString(),
  }
}

const identityPart = ({ customerId }: Known) =>
  part(
    'where',
    { en: 'What the customer is known by', 'zh-CN': '客户的身份标识' },
    `/customers/${customerId}?tab=identity`,
  )

function profilePart({ consents, customerId }: Known, zone: string): TrailPart {
  return consentPart(
    consents.find(({ purpose }) => purpose === 'profiling'),
    customerId,
    zone,
  )
}

/** Of an erased person nothing is left but that they were erased. */
export function erasedNow(workspace: Workspace, erasedAt: Date): CustomerContacts['now'] {
  const now = workspace.clock.now()
  const when = whenWords(erasedAt, workspace.timeZone)
  return {
    channel: 'email',
    allowed: false,
    reasons: ['erased'],
    sentence: nowSentence({
      when: whenWords(now, workspace.timeZone),
      reasons: [clauseOf('erased')],
      cap: { ...usualCap, had: 0 },
      consented: false,
      withoutProfile: true,
    }),
    trail: [
      part('why', { en: `Erased on ${when.en}`, 'zh-CN': `${when['zh-CN']} 已删除` }, '/customers/requests'),
    ],
    checkedAt: now.toISOString(),
  }
}
