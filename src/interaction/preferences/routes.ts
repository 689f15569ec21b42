import type { Transaction } from 'kysely'
import { requireLiving } from '../../customer/index.ts'
import { type RawReply, type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { addressTypeOf } from '../inbound/delivery-of.ts'
import type { MarketingChoices } from '../ports.ts'
import { pageLocale, type Tracked, type TrackingDeps, trackedOrNull } from '../tracking/engagement.ts'
import { gonePage } from '../tracking/pages.ts'
import {
  getContactWishes,
  listContactTopics,
  preferencePage,
  savePreferences,
  setContactTopics,
  setContactWishes,
} from './api.ts'
import { preferencesPage } from './page.ts'
import {
  contactTopicsOf,
  saveContactTopics,
  saveTopicWishes,
  type TopicChoice,
  topicRefusals,
  topicsOfCustomer,
} from './topics.ts'
import { type ContactWish, saveWish, wishesOf } from './wishes.ts'

const html = 'text/html; charset=utf-8'
const dayMs = 86_400_000

export type PreferenceDeps = TrackingDeps & { choices: MarketingChoices }

/** The hosted page, and the same for staff. */
export function preferenceRoutes(deps: PreferenceDeps): Route[] {
  const { ledger } = deps
  const wishOf = async (workspace: Workspace, person: number): Promise<ContactWish> =>
    (await wishesOf(ledger.db, workspace, [person])).get(person) ?? { pace: 'any', pausedUntil: null }
  const shown = async ({ workspace, delivery }: Tracked) => {
    const person = Number(delivery.person_key)
    const [choices, topics, wish] = await Promise.all([
      deps.choices.of(workspace, person),
      topicsOfCustomer(ledger.db, workspace.id, person),
      wishOf(workspace, person),
    ])
    return { workspace, choices, topics, wish }
  }
  const presented = async (workspace: Workspace, person: number) => {
    const { pace, pausedUntil } = await wishOf(workspace, person)
    const topics = await topicsOfCustomer(ledger.db, workspace.id, person)
    return { pace, pausedUntil: pausedUntil?.toISOString() ?? null, topics }
  }
  return [
    route(preferencePage, async ({ locale }, { params }): Promise<RawReply> => {
      const tracked = await trackedOrNull(deps, params.token, 'preferences')
      if (!tracked) return { raw: gonePage(locale), contentType: html, status: 404 }
      return {
        raw: preferencesPage(pageLocale(tracked, locale), await shown(tracked), false),
        contentType: html,
      }
    }),
    route(savePreferences, async ({ locale }, { params, body }): Promise<RawReply> => {
      const tracked = await trackedOrNull(deps, params.token, 'preferences')
      if (!tracked) return { raw: gonePage(locale), contentType: html, status: 404 }
      const before = await shown(tracked)
      await save(deps, tracked, before, body)
      return {
        raw: preferencesPage(pageLocale(tracked, locale), await shown(tracked), true),
        contentType: html,
      }
    }),
    route(getContactWishes, async ({ workspace }, { params }) =>
      presented(workspace, await requireLiving(ledger, workspace, params.id)),
    ),
    route(setContactWishes, async ({ workspace, actor }, { params, body }) => {
      const person = await requireLiving(ledger, workspace, params.id)
      const wish = { pace: body.pace, pausedUntil: body.pausedUntil ? new Date(body.pausedUntil) : null }
      await ledger.transaction(async (trx) => {
        await saveWish(trx, workspace, person, wish, 'staff')
        const topics = changesOf(await topicsOfCustomer(trx, workspace.id, person), body.topics)
        await saveTopicWishes(trx, workspace, person, topics, 'staff')
        await writeAudit(trx, {
          workspaceId: workspace.id,
          actor,
          action: 'customer.contact_wishes',
          subject: { kind: 'customer', id: params.id },
          detail: { pace: wish.pace, pausedUntil: body.pausedUntil, topics: Object.fromEntries(topics) },
        })
      })
      return presented(workspace, person)
    }),
    ...topicRoutes(deps),
  ]
}

/** The topics themselves, for the settings. */
function topicRoutes({ ledger }: Pick<PreferenceDeps, 'ledger'>): Route[] {
  const listed = async (workspace: Workspace) => {
    const [topics, refusals] = await Promise.all([
      contactTopicsOf(ledger.db, workspace.id),
      topicRefusals(ledger.db, workspace.id),
    ])
    return { items: topics.map((topic) => ({ ...topic, refusedBy: refusals.get(topic.id) ?? 0 })) }
  }
  return [
    route(listContactTopics, ({ workspace }) => listed(workspace)),
    route(setContactTopics, async ({ workspace, actor }, { body }) => {
      await ledger.transaction(async (trx) => {
        await saveContactTopics(trx, workspace, body.items)
        await writeAudit(trx, {
          workspaceId: workspace.id,
          actor,
          action: 'contact_topics.set',
          subject: { kind: 'workspace', id: String(workspace.id) },
          detail: { topics: body.items.map(({ name }) => name) },
        })
      })
      return listed(workspace)
    }),
  ]
}

/** What is another than it was; topics that are not offered are left out. */
function changesOf(
  before: readonly TopicChoice[],
  wanted: readonly { id: string; wants: boolean }[],
): Map<string, boolean> {
  const now = new Map(before.map(({ id, wants }) => [id, wants]))
  return new Map(
    wanted
      .filter(({ id, wants }) => now.has(id) && now.get(id) !== wants)
      .map(({ id, wants }) => [id, wants]),
  )
}

type Form = Partial<Record<string, string>> & {
  shown: string
  topics: string
  pace: ContactWish['pace']
  pause: string
}

/** Only channels and topics the page showed, and that there are: what is not ticked is a no, what was not shown is nothing. */
async function save(
  deps: PreferenceDeps,
  { workspace, delivery }: Tracked,
  before: {
    choices: readonly { channel: string; allowed: boolean }[]
    topics: readonly TopicChoice[]
    wish: ContactWish
  },
  form: Form,
): Promise<void> {
  const personKey = Number(delivery.person_key)
  const onPage = new Set(form.shown.split(','))
  const changed = before.choices
    .filter(({ channel }) => onPage.has(channel))
    .map(({ channel, allowed }) => ({ channel, allowed, wants: form[channel] === 'on' }))
    .filter(({ allowed, wants }) => allowed !== wants)
  const topics = form.topics.split(',').map((id) => ({ id, wants: form[`topic_${id}`] === 'on' }))
  const now = workspace.clock.now()
  const pausedUntil =
    form.pause === 'keep'
      ? before.wish.pausedUntil
      : form.pause === 'none'
        ? null
        : new Date(now.getTime() + Number(form.pause) * dayMs)
  await deps.ledger.transaction(async (trx) => {
    for (const { channel, wants } of changed) {
      await deps.choices.record(trx, workspace, { personKey, channel, wants, deliveryId: delivery.id })
      if (wants) await allowAgain(deps, trx, workspace, delivery, channel)
    }
    await saveWish(trx, workspace, personKey, { pace: form.pace, pausedUntil }, 'customer')
    await saveTopicWishes(trx, workspace, personKey, changesOf(before.topics, topics), 'customer')
  })
}

/** Their own hand put an address on the list, and the same hand takes it off; what bounced or staff listed stays. */
async function allowAgain(
  deps: PreferenceDeps,
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  delivery: Tracked['delivery'],
  channel: string,
): Promise<void> {
  const person = Number(delivery.person_key)
  const known = (await deps.recipientsOf(workspace, [person], addressTypeOf(channel))).get(person)
  const own = channel === delivery.channel ? delivery.address_index : null
  const indexes = [known?.blindIndex, own].filter((index) => index !== null && index !== undefined)
  if (indexes.length === 0) return
  await trx
    .deleteFrom('do_not_send')
    .where('workspace_id', '=', workspace.id)
    .where('channel', '=', channel)
    .where('blind_index', 'in', indexes)
    .where('source', '=', 'customer')
    .execute()
}
