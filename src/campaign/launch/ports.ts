import {
  consentChannelOf,
  creativeSource,
  type DueDelivery,
  type MayContact,
  type MessageFor,
  type MessagePlan,
  type SendVerdict,
  waitingForMorning,
  withOpenCase,
} from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { CampaignDeps } from '../deps.ts'
import { inLanguage, languagesOf } from '../offers/creative.ts'
import { type CampaignRow, frozenOf, planOf } from '../plans/plan.ts'
import { addDays } from '../time.ts'
import { chosenLanguages, hasLanguages } from './languages.ts'
import { refusedAsMerged } from './merged.ts'
import { recentContacts, refusedByTopic, refusedByWish, waitFor } from './pressure.ts'
import { campaignVariables } from './variables.ts'

async function rowsOf(
  ledger: Ledger,
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
): Promise<Map<string, CampaignRow>> {
  const ids = [...new Set(deliveries.map((d) => d.campaignId))]
  if (ids.length === 0) return new Map()
  const rows = await ledger.db
    .selectFrom('campaigns')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * The last question before a message leaves. Deliveries exist for treated customers only; the arm is asked again because
 * nothing may ever reach control. The cap counts what went out or may have, over all campaigns, by the ledger, which
 * knows of messages the warehouse has not yet heard of.
 */
export function openMayContact(
  deps: Pick<CampaignDeps, 'ledger' | 'warehouse' | 'consents' | 'zonesOf'> & {
    segments: Pick<CampaignDeps['segments'], 'selectsByProfile'>
  },
): MayContact {
  return async (workspace, deliveries, now) => {
    const campaigns = await rowsOf(deps.ledger, workspace, deliveries)
    const verdicts = new Map<string, SendVerdict>()
    for (const [campaignId, row] of campaigns) {
      const asked = deliveries.filter((d) => d.campaignId === campaignId)
      const refusal = refusalOf(row)
      const treated = asked.filter((d) => refusal === null && d.arm === 'treatment')
      const refusals = new Map([
        ...(await refusedConsent(deps, workspace, row, treated)),
        ...(await refusedAsMerged(deps, workspace, row, treated)),
        ...(await refusedForCase(deps.ledger, workspace, treated)),
        ...(await refusedByTopic(deps, workspace, planOf(row).topicId, treated)),
      ])
      for (const [id, verdict] of await refusedByWish(deps, workspace, treated, now))
        if (!refusals.has(id)) refusals.set(id, verdict)
      const allowed = treated.filter((d) => !refusals.has(d.id))
      for (const [id, verdict] of refusals) verdicts.set(id, verdict)
      for (const d of asked) {
        if (refusal !== null) verdicts.set(d.id, { verdict: 'never', reason: refusal })
        else if (d.arm !== 'treatment') verdicts.set(d.id, { verdict: 'never', reason: 'control_group' })
      }
      const { contacts, days } = planOf(row).contactCap
      const contactsOf = await recentContacts(deps.ledger, workspace, allowed, addDays(now, -days))
      for (const d of allowed) {
        const { sent, leaving } = contactsOf.get(d.personKey) ?? { sent: 0, leaving: 0 }
        if (sent >= contacts)
          verdicts.set(d.id, { verdict: 'never', reason: 'contact_cap', params: { contacts, days } })
        else if (sent + leaving >= contacts)
          verdicts.set(d.id, { verdict: 'later', until: waitFor(d.id, now) })
        else verdicts.set(d.id, { verdict: 'send' })
      }
    }
    // Last of all: what must never be sent is said at once, not in the morning.
    const leaving = deliveries.filter((d) => verdicts.get(d.id)?.verdict === 'send')
    for (const [id, verdict] of await waitingForMorning(deps, workspace, leaving, now))
      verdicts.set(id, verdict)
    return verdicts
  }
}

/** Whoever complained hears no marketing until the case is closed; what was due meanwhile is not sent afterwards. */
async function refusedForCase(
  ledger: Ledger,
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
): Promise<Map<string, SendVerdict>> {
  const open = await withOpenCase(
    ledger,
    workspace,
    deliveries.map((d) => d.personKey),
  )
  return new Map(
    deliveries
      .filter((d) => open.has(d.personKey))
      .map((d) => [d.id, { verdict: 'never', reason: 'open_complaint' }]),
  )
}

/** Consent as it stands now, not as it stood when the campaign was planned: a withdrawal holds before the next message. */
async function refusedConsent(
  deps: Parameters<typeof openMayContact>[0],
  workspace: Workspace,
  row: CampaignRow,
  deliveries: readonly DueDelivery[],
): Promise<Map<string, SendVerdict>> {
  const refusals = new Map<string, SendVerdict>()
  const frozen = frozenOf(row)
  const keys = deliveries.map((d) => d.personKey)
  const byProfile = frozen !== null && deps.segments.selectsByProfile(frozen.rule)
  const profiling = byProfile
    ? await deps.consents.mayContact(workspace, keys, { purpose: 'profiling', channel: '*' })
    : null
  for (const channel of new Set(deliveries.map((d) => d.channel))) {
    const asked = { purpose: 'marketing', channel: consentChannelOf(channel) }
    const marketing = await deps.consents.mayContact(workspace, keys, asked)
    for (const d of deliveries.filter((each) => each.channel === channel)) {
      const answer = marketing.get(d.personKey)
      if (answer?.allowed !== true)
        refusals.set(d.id, {
          verdict: 'never',
          reason: 'consent',
          params: { state: answer?.reason ?? 'none' },
        })
      else if (profiling !== null && profiling.get(d.personKey)?.allowed !== true)
        refusals.set(d.id, { verdict: 'never', reason: 'no_profiling' })
    }
  }
  return refusals
}

function refusalOf(row: CampaignRow): string | null {
  // While the outbox is still being filled the draw is complete, so what is due may go.
  if (row.status === 'live' || (row.status === 'launching' && row.step === 'enqueuing')) return null
  return row.status === 'stopped' ? 'campaign_stopped' : 'campaign_not_live'
}

/** Words, offer and links as they were when the campaign was launched, in the language of each customer. */
export function openMessageFor(
  deps: Pick<CampaignDeps, 'ledger' | 'warehouse' | 'defaultLandingUrl'>,
): MessageFor {
  return async (workspace, deliveries) => {
    const campaigns = await rowsOf(deps.ledger, workspace, deliveries)
    const plans = new Map<string, MessagePlan>()
    for (const [id, row] of campaigns) {
      const frozen = frozenOf(row)
      if (frozen === null) continue
      const { creative, offer } = frozen
      const landingUrl = planOf(row).landingUrl ?? deps.defaultLandingUrl
      const planIn = (language: string): MessagePlan => ({
        // One campaign has one frozen text in each language, so this says it all.
        contentKey: `campaign/${id}/${language}`,
        source: creativeSource(inLanguage(creative, language)),
        variables: campaignVariables(
          workspace,
          { language, offer, surveyId: frozen.surveyId ?? null },
          { landingUrl, houseUrl: deps.defaultLandingUrl },
        ),
        ...(hasLanguages(creative) ? { language } : {}),
      })
      const written = new Map(languagesOf(creative).map((language) => [language, planIn(language)]))
      const ours = deliveries.filter((d) => d.campaignId === id)
      const chosen = await chosenLanguages(deps, workspace, creative, ours)
      for (const d of ours) {
        const plan = written.get(chosen.get(d.id) ?? creative.language)
        if (plan) plans.set(d.id, plan)
      }
    }
    return plans
  }
}
