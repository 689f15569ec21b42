import { codeNote } from '@liangti/models'
import { z } from 'zod'
import type { CampaignRoom } from '../../campaign/index.ts'
import {
  type Customer,
  currentOf,
  customersNow,
  hasAddress,
  isBarred,
  type ServedProfiles,
  servedUse,
  zonesOfPeople,
} from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import {
  baseCoder,
  type CallBar,
  type CallQuestion,
  type DeskPorts,
  type Recovery,
  type SendVerdict,
  wishesOf,
  withOpenCase,
} from '../../interaction/index.ts'
import { isAppError } from '../../kit/errors.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { limitProfile } from '../fields/guard.ts'
import { campaignNames } from './campaign-names.ts'

interface Around {
  ledger: Ledger
  warehouse: Warehouse
  customer: Customer
  insight: Insight
  campaign: CampaignRoom
  recovery: Recovery
  /** Opened after the desk; asked for when a task is. */
  served(): ServedProfiles
}

/** What the call desk asks of the rooms around it. */
export function deskPorts(around: Around): DeskPorts {
  const { ledger, customer, campaign } = around
  const { persons, touches, consents } = customer
  return {
    mayCall: (workspace, questions) => mayCall(around, workspace, questions),
    zonesOf: (workspace, keys) => zonesOfPeople(around, workspace, keys),
    peopleOf: (workspace, segmentId, choice) => peopleOf(around, workspace, segmentId, choice),
    recordCalls: (trx, workspace, calls, holdMs) =>
      touches.record(
        trx,
        workspace,
        calls.map(({ campaignId, deliveryId, offerId, creativeId, ...call }) => ({
          ...call,
          source: 'liangti',
          ...(campaignId === null ? {} : { campaignId }),
          ...(deliveryId === null ? {} : { deliveryId }),
          ...(offerId === null ? {} : { offerId }),
          ...(creativeId === null ? {} : { creativeId }),
        })),
        { holdMs },
      ),
    takeBack: (trx, workspace, ids) => touches.takeBack(trx, workspace, ids),
    optOut: async (trx, workspace, { personKey, taskId, actor }) => {
      await consents.withdraw(trx, workspace, {
        ...{ personKey, purpose: 'marketing', channel: 'phone', source: 'call_desk' },
        proof: { kind: 'call', note: `desk task ${taskId}` },
        actor: { kind: actor.kind, id: actor.id },
      })
    },
    profileOf: async (workspace, personKey, see) => {
      const served = around.served()
      const profile = await served.get(workspace, String(personKey)).catch((error: unknown) => {
        if (isAppError(error) && error.kind === 'not_found') return null
        throw error
      })
      if (profile === null) return null
      const cut = await served.cutFor(workspace, servedUse)
      return limitProfile(cut === null ? profile : await cut(profile), see)
    },
    habitsOf: async (workspace, personKey) => {
      const now = (await currentOf(ledger.db, [personKey])).get(personKey) ?? personKey
      return around.insight.reachHabits.ofCustomer(workspace, now)
    },
    phonesOf: async (workspace, keys) =>
      new Map(
        [...(await persons.addresses(workspace, keys, 'phone'))].map(([key, { address }]) => [key, address]),
      ),
    greetingsOf: (workspace, keys) => persons.greetings(workspace, keys),
    labelsOf: (workspace, keys) => persons.labels(workspace, keys),
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
    offersOf: async (workspace, ids) => {
      const found = await Promise.all(ids.map((id) => campaign.offers.get(workspace, id).catch(() => null)))
      return new Map(
        found.flatMap((offer) =>
          offer === null
            ? []
            : [
                [
                  offer.id,
                  { name: offer.name, words: offer.words, code: offer.code, validDays: offer.validDays },
                ],
              ],
        ),
      )
    },
    complaintOf: (workspace, said) => around.recovery.ofCall(workspace, said),
    takeBackComplaint: (trx, workspace, callId, actor) =>
      around.recovery.takeBackCall(trx, workspace, callId, actor),
    codeNote: async (_workspace, note, isRefusal) => {
      const coded = codeNote(await baseCoder(), note, { isRefusal })
      return {
        reason: coded.reason?.code ?? null,
        topics: coded.topics.map(({ code }) => code),
        sentiment: coded.sentiment,
      }
    },
  }
}

/** Asked at the moment somebody is about to ring. A campaign answers for its own, the others by consent and the rule. */
async function mayCall(
  around: Around,
  workspace: Workspace,
  questions: readonly CallQuestion[],
): Promise<Map<string, CallBar | 'later' | null>> {
  const keys = questions.map(({ personKey }) => personKey)
  const ofCampaigns = questions.filter(({ origin }) => origin === 'campaign')
  const ofRules = questions.filter(({ origin, isPromised }) => origin === 'rule' && !isPromised)
  const [marketing, listed, profiled, silent, verdicts] = await Promise.all([
    around.customer.consents.mayContact(workspace, keys, { purpose: 'marketing', channel: 'phone' }),
    listedPhones(around, workspace, keys),
    refusedByRule(around, workspace, ofRules),
    leftInPeace(around.ledger, workspace, ofRules),
    around.campaign.mayContact(
      workspace,
      ofCampaigns.map(({ taskId, originId, personKey, arm, step, occurrence, offerId, creativeId }) => ({
        ...{ id: taskId, campaignId: originId, personKey, arm, step, occurrence, offerId, creativeId },
        channel: 'call',
      })),
      workspace.clock.now(),
    ),
  ])
  return new Map(
    questions.map((asked) => {
      const consent = marketing.get(asked.personKey)
      // Whoever asked to be called at a minute said yes to that call, unless they took it back since.
      const isRefused = asked.isPromised ? consent?.reason === 'withdrawn' : consent?.allowed !== true
      const bar: CallBar | 'later' | null = listed.has(asked.personKey)
        ? 'do_not_send'
        : isRefused
          ? 'consent'
          : profiled.has(asked.taskId)
            ? 'no_profiling'
            : asked.origin === 'campaign' && !asked.isPromised
              ? barOf(verdicts.get(asked.taskId))
              : (silent.get(asked.taskId) ?? null)
      return [asked.taskId, bar]
    }),
  )
}

const campaignBars: Readonly<Record<string, CallBar>> = {
  consent: 'consent',
  no_profiling: 'no_profiling',
  control_group: 'control_group',
  contact_cap: 'contact_cap',
  open_complaint: 'open_complaint',
  topic_refused: 'topic_refused',
  paused: 'paused',
  own_pace: 'own_pace',
  do_not_send: 'do_not_send',
  same_person: 'same_person',
}
function barOf(verdict: SendVerdict | undefined): CallBar | 'later' | null {
  if (verdict === undefined) return 'campaign_stopped'
  if (verdict.verdict === 'send') return null
  return verdict.verdict === 'later' ? 'later' : (campaignBars[verdict.reason] ?? 'campaign_stopped')
}

async function listedPhones(
  { ledger, customer }: Around,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Set<number>> {
  const phones = await customer.persons.addresses(workspace, keys, 'phone')
  if (phones.size === 0) return new Set()
  const rows = await ledger.db
    .selectFrom('do_not_send')
    .select('blind_index')
    .where('workspace_id', '=', workspace.id)
    // A number nothing is sent to is not rung either.
    .where('channel', 'in', ['phone', 'sms'])
    .where(
      'blind_index',
      'in',
      [...phones.values()].map(({ blindIndex }) => blindIndex),
    )
    .execute()
  const listed = new Set(rows.map((row) => row.blind_index.toString('hex')))
  return new Set(
    [...phones].filter(([, { blindIndex }]) => listed.has(blindIndex.toString('hex'))).map(([key]) => key),
  )
}

/** Tasks of rules that select by personal characteristics, about people who refuse that now. */
async function refusedByRule(
  { ledger, customer, insight }: Around,
  workspace: Workspace,
  questions: readonly CallQuestion[],
): Promise<Set<string>> {
  if (questions.length === 0) return new Set()
  const rows = await ledger.db
    .selectFrom('desk_rules as r')
    .innerJoin('segments as s', (join) =>
      join.on((eb) => eb(eb.cast<string>('s.id', 'text'), '=', eb.cast<string>('r.segment_id', 'text'))),
    )
    .select(['r.id', 's.rule'])
    .where('r.workspace_id', '=', workspace.id)
    .where('r.id', 'in', [...new Set(questions.map(({ originId }) => originId))])
    .execute()
  // A segment that is gone for good is taken for one that looks at people.
  const open = new Set(
    rows.filter(({ rule }) => !insight.segments.selectsByProfile(rule)).map(({ id }) => id),
  )
  const asked = questions.filter(({ originId }) => !open.has(originId))
  const answers = await customer.consents.mayContact(
    workspace,
    asked.map(({ personKey }) => personKey),
    { purpose: 'profiling', channel: '*' },
  )
  return new Set(
    asked.filter(({ personKey }) => answers.get(personKey)?.allowed !== true).map(({ taskId }) => taskId),
  )
}

/**
 * Whoever complained, or asked for a pause, is rung by no rule; a colleague who makes a task by hand knows whom they mean.
 */
async function leftInPeace(
  ledger: Ledger,
  workspace: Workspace,
  questions: readonly CallQuestion[],
): Promise<Map<string, CallBar>> {
  const keys = questions.map(({ personKey }) => personKey)
  const [complained, wishes] = await Promise.all([
    withOpenCase(ledger, workspace, keys),
    wishesOf(ledger.db, workspace, keys),
  ])
  return new Map(
    questions.flatMap(({ taskId, personKey }): [string, CallBar][] => {
      if (complained.has(personKey)) return [[taskId, 'open_complaint']]
      return (wishes.get(personKey)?.pausedUntil ?? null) === null ? [] : [[taskId, 'paused']]
    }),
  )
}

/** People of a segment who may be called, by a hash of day and number: the cap leaves nobody out by what is known of them. */
async function peopleOf(
  { warehouse, customer, insight }: Around,
  workspace: Workspace,
  segmentId: string,
  { limit, except, channel }: Parameters<DeskPorts['peopleOf']>[2],
): Promise<number[]> {
  const { rule } = await insight.segments.get(workspace, segmentId)
  await insight.segments.requireUse(workspace, rule, 'marketing')
  const [people, marketing, profiling] = await Promise.all([
    insight.segments.compile(workspace, rule),
    customer.consents.selection(workspace, { purpose: 'marketing', channel: 'phone' }),
    insight.segments.selectsByProfile(rule)
      ? customer.consents.selection(workspace, { purpose: 'profiling', channel: '*' })
      : null,
  ])
  const bind = createBinder('dk_')
  const key = sql`c.person_key`
  const day = workspace.clock.now().toISOString().slice(0, 10)
  const rows = await warehouse.rows(
    sql`SELECT c.person_key AS person FROM ${customersNow(sql`workspace_id = ${bind('UInt32', workspace.id)}`)} AS c
      WHERE c.person_key IN (${people}) AND NOT ${isBarred(key, marketing)}
        AND ${profiling ? sql`NOT ${isBarred(key, profiling)}` : sql`1`}
        AND ${channel === 'phone' ? hasAddress(sql`'sms'`) : sql`1`}
        AND c.person_key NOT IN (SELECT arrayJoin(${bind('Array(UInt64)', [...except])}))
      ORDER BY sipHash64(concat(${bind('String', `${segmentId} ${day}`)}, toString(c.person_key))), c.person_key
      LIMIT ${bind('UInt32', limit)}`,
    z.object({ person: int64() }),
    { pool: 'long' },
  )
  return rows.map(({ person }) => person)
}
