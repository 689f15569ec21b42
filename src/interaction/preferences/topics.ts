import { sql as raw, type Transaction } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { interactionErrors } from '../errors.ts'

type Db = Ledger['db'] | Transaction<LedgerSchema>

/** What marketing can be about, as a company names it for its customers. */
export interface ContactTopic {
  id: string
  name: Localized
}

/** A topic with what a customer wants of it. */
export interface TopicChoice extends ContactTopic {
  wants: boolean
}

/** What a page can still be read with. */
export const mostTopics = 12

/** Topics that are offered now, in the company's order. */
export async function contactTopicsOf(db: Db, workspaceId: number): Promise<ContactTopic[]> {
  const rows = await db
    .selectFrom('contact_topics')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('retired_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows
}

/** How many customers do not want each topic, by topic; those whom nobody refuses are missing. */
export async function topicRefusals(db: Db, workspaceId: number): Promise<Map<string, number>> {
  const { rows } = await raw<{ topic_id: string; customers: string }>`
    SELECT w.topic_id, count(DISTINCT coalesce(o.current_key, w.person_key))::text AS customers
    FROM topic_wishes w LEFT JOIN person_overrides o ON o.person_key = w.person_key
    WHERE w.workspace_id = ${workspaceId} AND NOT w.wants GROUP BY w.topic_id`.execute(db)
  return new Map(rows.map((row) => [row.topic_id, Number(row.customers)]))
}

/**
 * Makes these the topics, in this order, in the caller's transaction. One that is not among them is offered no more; what
 * customers said of it still holds for campaigns that name it.
 * @param given topics that exist by their id, new ones without
 * @throws interaction.unknownTopic
 */
export async function saveContactTopics(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  given: readonly { id?: string | undefined; name: Localized }[],
): Promise<void> {
  await raw`SELECT 1 FROM workspaces WHERE id = ${workspace.id} FOR UPDATE`.execute(trx)
  const known = new Set((await contactTopicsOf(trx, workspace.id)).map(({ id }) => id))
  const unknown = given.find(({ id }) => id !== undefined && !known.has(id))
  if (unknown) throw interactionErrors.unknownTopic({ name: unknown.name.en, nameZh: unknown.name['zh-CN'] })
  const kept = new Set(given.map(({ id }) => id))
  for (const id of known) {
    if (kept.has(id)) continue
    const retired_at = workspace.clock.now()
    await trx.updateTable('contact_topics').set({ retired_at }).where('id', '=', id).execute()
  }
  for (const [position, { id, name }] of given.entries()) {
    const row = { name: JSON.stringify(name), position }
    if (id === undefined)
      await trx
        .insertInto('contact_topics')
        .values({ ...row, id: newId(), workspace_id: workspace.id, retired_at: null })
        .execute()
    else await trx.updateTable('contact_topics').set(row).where('id', '=', id).execute()
  }
}

/** Whoever refused it in any of their records, of those asked about; the others want it, or said nothing. */
export async function refusingTopic(
  db: Db,
  workspaceId: number,
  topicId: string,
  personKeys: readonly number[],
): Promise<Set<number>> {
  if (personKeys.length === 0) return new Set()
  const members = await keysOf(db, [...new Set(personKeys)])
  const rows = await db
    .selectFrom('topic_wishes')
    .select('person_key')
    .where('workspace_id', '=', workspaceId)
    .where('topic_id', '=', topicId)
    .where('wants', '=', false)
    .where('person_key', 'in', [...new Set([...members.values()].flat())].map(String))
    .execute()
  const refused = new Set(rows.map((row) => Number(row.person_key)))
  return new Set([...members].filter(([, own]) => own.some((key) => refused.has(key))).map(([key]) => key))
}

/** Everybody who refuses a topic, as people are today, for queries of the warehouse. */
export async function keysRefusingTopic(
  ledger: Ledger,
  workspaceId: number,
  topicId: string,
): Promise<number[]> {
  const { rows } = await raw<{ person_key: string }>`
    SELECT DISTINCT coalesce(o.current_key, w.person_key)::text AS person_key
    FROM topic_wishes w LEFT JOIN person_overrides o ON o.person_key = w.person_key
    WHERE w.workspace_id = ${workspaceId} AND w.topic_id = ${topicId}::uuid AND NOT w.wants`.execute(
    ledger.db,
  )
  return rows.map((row) => Number(row.person_key))
}

/** Every topic that is offered, with what a customer wants: all of it, until they said otherwise in any record. */
export async function topicsOfCustomer(
  db: Db,
  workspaceId: number,
  personKey: number,
): Promise<TopicChoice[]> {
  const topics = await contactTopicsOf(db, workspaceId)
  if (topics.length === 0) return []
  const keys = (await keysOf(db, [personKey])).get(personKey) ?? [personKey]
  const rows = await db
    .selectFrom('topic_wishes')
    .select('topic_id')
    .where('workspace_id', '=', workspaceId)
    .where('wants', '=', false)
    .where('person_key', 'in', keys.map(String))
    .execute()
  const refused = new Set(rows.map((row) => row.topic_id))
  return topics.map((topic) => ({ ...topic, wants: !refused.has(topic.id) }))
}

/** Writes down what changed, under every key the customer is known by, in the caller's transaction. */
export async function saveTopicWishes(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  personKey: number,
  wishes: ReadonlyMap<string, boolean>,
  by: 'customer' | 'staff',
): Promise<void> {
  const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
  for (const [topic_id, wants] of wishes) {
    const word = { wants, said_by: by, said_at: workspace.clock.now() }
    await trx
      .insertInto('topic_wishes')
      .values(keys.map((person_key) => ({ ...word, person_key, topic_id, workspace_id: workspace.id })))
      .onConflict((conflict) => conflict.columns(['person_key', 'topic_id']).doUpdateSet(word))
      .execute()
  }
}
