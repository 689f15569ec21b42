import { campaignChannelLabel, consentChannelOf, doNotSendOf } from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type CampaignRow, frozenOf, planOf } from '../plans/plan.ts'
import type { ContactOutcome, CustomerContacts, TrailPart } from './api.ts'
import type { Addresses, CallRecord, ConsentRecord, DecisionRecord, DeliveryRecord } from './records.ts'
import { capParts, consentPart, isAbout, listedPart, part } from './trail.ts'
import { clauseOf, pastSentence, type ReasonDetail, whenWords } from './words.ts'

export interface Known {
  customerId: string
  /** The key the person goes by today. */
  key: number
  campaigns: ReadonlyMap<string, CampaignRow>
  /** Campaigns somebody paused. */
  paused: ReadonlySet<string>
  decisions: readonly DecisionRecord[]
  /** Messages, and tasks of campaigns by call. */
  deliveries: readonly DeliveryRecord[]
  /** Calls that were taken. */
  calls: readonly CallRecord[]
  consents: readonly ConsentRecord[]
  addresses: Addresses
}

type Item = CustomerContacts['items'][number]

/** One sentence for each campaign that decided of this customer or wrote to them, newest first. */
export function pastContacts(workspace: Workspace, known: Known): Item[] {
  const items = [...known.campaigns.values()].flatMap((row) => {
    const decision = decisionOf(row, known)
    const delivery = bestDelivery(known.deliveries.filter(({ campaign }) => campaign === row.id))
    return decision || delivery ? [itemOf(workspace, known, row, decision, delivery)] : []
  })
  // Ids rise with time: of two at one moment the later campaign stands first.
  const placeOf = ({ at, campaignId }: Item) => `${at} ${campaignId}`
  return items.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
}

/** As it holds for the person of today: the first assignment wins, of one draw that of the key they go by. */
function decisionOf(row: CampaignRow, { key, decisions }: Known): DecisionRecord | null {
  const drawnAt = row.decided_at?.getTime() ?? null
  const own = decisions
    .filter(({ campaign, ms }) => campaign === row.id && ms === drawnAt)
    .sort((a, b) => Number(a.person !== key) - Number(b.person !== key) || a.person - b.person)
  return own[0] ?? null
}

const strength = ['sent', 'unknown', 'sending', 'planned', 'failed', 'suppressed'] as const

/** Of several messages of one campaign (records that became one person) the one that says most. */
function bestDelivery(of: readonly DeliveryRecord[]): DeliveryRecord | null {
  return [...of].sort((a, b) => strength.indexOf(a.status) - strength.indexOf(b.status))[0] ?? null
}

function resultOf(
  row: CampaignRow,
  decision: DecisionRecord | null,
  delivery: DeliveryRecord | null,
  isPaused: boolean,
): { outcome: ContactOutcome; reason: string } {
  const waits = isPaused
    ? ({ outcome: 'held', reason: 'campaign_paused' } as const)
    : delivery?.status === 'planned' && delivery.reason === 'quiet_hours'
      ? ({ outcome: 'held', reason: 'quiet_hours' } as const)
      : ({ outcome: 'planned', reason: '' } as const)
  if (delivery) {
    if (delivery.status === 'planned') return waits
    if (delivery.status === 'sending') return { outcome: 'planned', reason: '' }
    const outcome: ContactOutcome = delivery.status
    return { outcome, reason: outcome === 'sent' ? '' : (delivery.reason ?? 'not_allowed') }
  }
  if (decision?.action === 'withhold') return { outcome: 'withheld', reason: 'control' }
  if (decision?.action === 'silent') return { outcome: 'silent', reason: decision.reason }
  if (decision?.channel === 'list') return { outcome: 'listed', reason: '' }
  // Chosen, and no message in the outbox: it was stopped before that, or is being filled.
  return row.status === 'stopped' ? { outcome: 'suppressed', reason: 'campaign_stopped' } : waits
}

function itemOf(
  workspace: Workspace,
  known: Known,
  row: CampaignRow,
  decision: DecisionRecord | null,
  delivery: DeliveryRecord | null,
): Item {
  const { outcome, reason } = resultOf(row, decision, delivery, known.paused.has(row.id))
  const at = delivery?.endedAt ?? (decision ? new Date(decision.ms) : (delivery?.plannedAt ?? row.created_at))
  const [frozen, plan, zone] = [frozenOf(row), planOf(row), workspace.timeZone]
  const cap = delivery?.reason === 'contact_cap' ? numbersOf(delivery.params) : plan.contactCap
  const channel = delivery?.channel ?? decision?.channel ?? plan.channel
  const consent = consentAt(
    known.consents,
    reason === 'no_profiling' ? 'profiling' : 'marketing',
    channel,
    at,
  )
  const detail: ReasonDetail = {
    contacts: cap.contacts,
    days: cap.days,
    state: typeof delivery?.params.state === 'string' ? delivery.params.state : consent?.state,
  }
  const when = whenWords(at, zone)
  const segment = frozen?.segmentName ?? ''
  const what =
    frozen?.offer != null
      ? ({ kind: 'offer', name: frozen.offer.name } as const)
      : ({ kind: 'message', name: frozen?.creative.name ?? '' } as const)
  const names = new Map([...known.campaigns].map(([id, { name }]) => [id, name]))
  const why: Record<string, () => TrailPart[]> = {
    consent: () => [consentPart(consent, known.customerId, zone)],
    no_profiling: () => [consentPart(consent, known.customerId, zone)],
    do_not_send: () =>
      (known.addresses.get(doNotSendOf(channel))?.listed ?? []).map((entry) => listedPart(entry, zone)),
    contact_cap: () => capParts(known, names, { before: at, days: cap.days ?? plan.contactCap.days }, zone),
    quiet_hours: () => [
      part('why', { en: 'Quiet hours of the channels', 'zh-CN': '渠道的免打扰时段' }, '/settings/channels'),
    ],
    control: () => [
      part(
        'why',
        { en: 'Target and control group', 'zh-CN': '实验组与对照组' },
        `/campaigns/${row.id}?tab=report`,
      ),
    ],
  }
  return {
    campaignId: row.id,
    campaignName: row.name,
    at: at.toISOString(),
    outcome,
    reason,
    sentence: pastSentence({
      campaign: row.name,
      segment,
      what,
      when,
      channel,
      outcome,
      controlShare: plan.controlShare,
      reason: reason === '' || reason === 'control' ? null : clauseOf(reason, detail),
    }),
    trail: [
      part('who', segment, row.segment_id === null ? null : `/insight/segments/${row.segment_id}`),
      part('what', what.name, what.kind === 'offer' ? '/campaigns/offers' : '/campaigns/creatives'),
      part('when', when),
      part('where', ...whereOf(channel, known.customerId, delivery !== null)),
      part('why', row.name, `/campaigns/${row.id}`),
      ...(why[reason]?.() ?? []),
    ],
  }
}

function whereOf(channel: string, customerId: string, isSent: boolean): [TrailPart['label'], string | null] {
  const label = campaignChannelLabel(channel) ?? { en: channel, 'zh-CN': channel }
  return [label, isSent && channel !== 'call' ? `/interaction/deliveries?customer=${customerId}` : null]
}

/** The newest word before a moment; of a withdrawal and a yes at once, the withdrawal. */
function consentAt(
  entries: readonly ConsentRecord[],
  purpose: string,
  channel: string,
  at: Date,
): ConsentRecord | undefined {
  const before = entries.filter(
    (one) => one.purpose === purpose && isAbout(one, consentChannelOf(channel)) && one.at <= at,
  )
  return before.find(({ state }) => state === 'withdrawn') ?? before[0]
}

function numbersOf(params: Record<string, string | number>) {
  const { contacts, days } = params
  return {
    contacts: typeof contacts === 'number' ? contacts : undefined,
    days: typeof days === 'number' ? days : undefined,
  }
}
