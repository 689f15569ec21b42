import {
  type CampaignChannel,
  type ContactWish,
  campaignChannel,
  campaignChannelIds,
  daysBetween,
} from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignInput } from '../plans/api.ts'
import type { NowByChannel, TrailPart } from './api.ts'
import { nowSentence } from './now-words.ts'
import type { Known } from './past.ts'
import { capParts, consentPart, counted, isAbout, listedPart, part } from './trail.ts'
import { clauseOf, type ReasonDetail, whenWords } from './words.ts'

/** The cap of a plan that names none of its own. */
const usualCap = campaignInput.shape.contactCap.parse(undefined)

/** Ways that need something to reach a person by: all but what is handed to others. */
const ways = campaignChannelIds.map(campaignChannel).filter(({ reach }) => reach !== null)

type AskedNow = Known & { hasOpenCase: boolean; wish: ContactWish | null }
interface Now {
  now: NowByChannel
  others: NowByChannel[]
}

/**
 * Whether a campaign could contact the customer at this moment, by each channel: the questions of the draw and of the
 * send, in their order, all of them, so that who mends the first sees the second.
 */
export async function contactNow(
  deps: Pick<CampaignDeps, 'consents'>,
  workspace: Workspace,
  known: AskedNow,
): Promise<Now> {
  const profiling = await allowed(deps, workspace, known, 'profiling', '*')
  return byWay((way) => nowBy(deps, workspace, known, way, profiling?.allowed !== true))
}

async function byWay(of: (way: CampaignChannel) => Promise<NowByChannel> | NowByChannel): Promise<Now> {
  const all = await Promise.all(ways.map(of))
  const now = all.find(({ channel }) => channel === 'email')
  if (!now) throw new Error('Campaigns know no e-mail.')
  return { now, others: all.filter((one) => one !== now) }
}

const allowed = async (
  { consents }: Pick<CampaignDeps, 'consents'>,
  workspace: Workspace,
  { key }: Known,
  purpose: string,
  channel: string,
) => (await consents.mayContact(workspace, [key], { purpose, channel })).get(key)

interface Bar {
  code: string
  detail?: ReasonDetail
  trail: TrailPart[]
}

async function nowBy(
  deps: Pick<CampaignDeps, 'consents'>,
  workspace: Workspace,
  known: AskedNow,
  way: CampaignChannel,
  withoutProfile: boolean,
): Promise<NowByChannel> {
  const [now, zone] = [workspace.clock.now(), workspace.timeZone]
  const marketing = await allowed(deps, workspace, known, 'marketing', way.consentChannel)
  const entry = known.consents.find(
    (one) =>
      one.purpose === 'marketing' && isAbout(one, way.consentChannel) && one.state === marketing?.reason,
  )
  const consent = consentPart(entry, known.customerId, zone)
  const listed = known.addresses.get(way.doNotSend)?.listed ?? []
  const bars: Bar[] = []
  if (known.addresses.get(way.reach ?? '')?.isKnown !== true)
    bars.push({ code: 'no_address', trail: [identityPart(known)] })
  if (listed.length > 0) bars.push({ code: 'do_not_send', trail: listed.map((one) => listedPart(one, zone)) })
  if (marketing?.allowed !== true)
    bars.push({ code: 'consent', detail: { state: marketing?.reason }, trail: [consent] })
  if (known.hasOpenCase) bars.push({ code: 'open_complaint', trail: [casesPart(known)] })
  bars.push(...wishBars(known, now, zone), ...capBars(known, now, zone))
  return {
    channel: way.id,
    allowed: bars.length === 0,
    reasons: bars.map(({ code }) => code),
    sentence: nowSentence({
      channel: way.id,
      when: whenWords(now, zone),
      reasons: bars.map(({ code, detail }) => clauseOf(code, detail)),
      cap: { ...usualCap, had: counted(known, now, usualCap.days).length },
      consented: marketing?.reason === 'given',
      withoutProfile,
    }),
    trail:
      bars.length > 0
        ? bars.flatMap(({ trail }) => trail)
        : [consent, ...(withoutProfile ? [profilePart(known, zone)] : [])],
    checkedAt: now.toISOString(),
  }
}

/** What the customer asked for themselves: a pause, or to hear of us less often. */
function wishBars(known: AskedNow, now: Date, zone: string): Bar[] {
  const { wish } = known
  if (!wish) return []
  const trail = (days: number) => [
    part(
      'why',
      { en: 'What the customer wishes', 'zh-CN': '客户的联系意愿' },
      `/customers/${known.customerId}?tab=consent`,
    ),
    ...capParts(known, namesOf(known), { before: now, days }, zone),
  ]
  if (wish.pausedUntil !== null) return [{ code: 'paused', trail: trail(0) }]
  const days = daysBetween(wish.pace)
  if (days === null || counted(known, now, days).length === 0) return []
  return [{ code: 'own_pace', detail: { days }, trail: trail(days) }]
}

function capBars(known: Known, now: Date, zone: string): Bar[] {
  const had = counted(known, now, usualCap.days)
  if (had.length < usualCap.contacts) return []
  return [
    {
      code: 'contact_cap',
      detail: { ...usualCap, contacts: had.length },
      trail: capParts(known, namesOf(known), { before: now, days: usualCap.days }, zone),
    },
  ]
}

const namesOf = ({ campaigns }: Known) => new Map([...campaigns].map(([id, { name }]) => [id, name]))

const identityPart = ({ customerId }: Known) =>
  part(
    'where',
    { en: 'What the customer is known by', 'zh-CN': '客户的身份标识' },
    `/customers/${customerId}?tab=identity`,
  )

const casesPart = ({ customerId }: Known) =>
  part(
    'why',
    { en: 'Complaints of the customer', 'zh-CN': '该客户的投诉工单' },
    `/interaction/cases?customer=${customerId}`,
  )

function profilePart({ consents, customerId }: Known, zone: string): TrailPart {
  return consentPart(
    consents.find(({ purpose }) => purpose === 'profiling'),
    customerId,
    zone,
  )
}

/** Of an erased person nothing is left but that they were erased. */
export function erasedNow(workspace: Workspace, erasedAt: Date): Promise<Now> {
  const now = workspace.clock.now()
  const when = whenWords(erasedAt, workspace.timeZone)
  return byWay(({ id }) => ({
    channel: id,
    allowed: false,
    reasons: ['erased'],
    sentence: nowSentence({
      channel: id,
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
  }))
}
