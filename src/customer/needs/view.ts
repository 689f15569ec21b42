import { sql as pg } from 'kysely'
import { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { keysOfCustomer } from '../identity/members.ts'
import type { VaultOf } from '../identity/persons.ts'
import { namesOf } from '../privacy/actor-names.ts'
import { readable } from '../privacy/subject.ts'
import { dayOf } from '../quality/days.ts'
import { sourceNames } from '../survivorship/deps.ts'
import { attributePrefix, nobodyId } from '../survivorship/sayings.ts'
import { type customerNeeds, places } from './api.ts'
import { needErrors } from './errors.ts'
import { shownOf } from './shown.ts'
import { needTopicsOf, statedName, type Topic } from './topics.ts'
import { holdsOn, isNewer, meaningOf, type SaidWord } from './words.ts'

export interface NeedDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
}

type Answer = z.output<typeof customerNeeds.response>
type Word = Answer['items'][number]['words'][number]
/** A word and what the page tells of it beside. */
type Told = SaidWord & Pick<Word, 'place' | 'note' | 'source' | 'by'>

/** @param customer any key of the person @throws customer_need.unknownCustomer */
export async function needsOf(deps: NeedDeps, workspace: Workspace, customer: string): Promise<Answer> {
  const { ledger, warehouse } = deps
  const keys = await keysOfCustomer(ledger.db, workspace, customer)
  if (keys === null) throw needErrors.unknownCustomer({ customer })
  const today = dayOf(workspace.clock.now().getTime(), workspace.timeZone)
  const [vault, topics] = await Promise.all([deps.vaultOf(workspace.id), needTopicsOf(ledger, workspace.id)])
  const [noted, told, shown] = await Promise.all([
    notedOf(ledger, vault, workspace, keys),
    toldOf(deps, workspace, keys, topics),
    shownOf(warehouse, workspace, keys, topics),
  ])
  const words = [...noted, ...told]
  const gone = [...new Set(words.map(({ topic }) => topic))].filter(
    (id) => !topics.some((one) => one.id === id),
  )
  const items = [...topics, ...gone.map((id) => ({ id, label: id }))].map(({ id, label }) => ({
    topic: id,
    label,
    words: wordsOf(
      words.filter(({ topic }) => topic === id),
      today,
    ),
    shown: shown.get(id) ?? null,
  }))
  return {
    today,
    currency: workspace.currency,
    items: items.filter((item) => item.words.length > 0 || item.shown !== null),
    topics,
  }
}

function wordsOf(words: Told[], today: string): Word[] {
  return words
    .sort((a, b) => (isNewer(a, b) ? -1 : 1))
    .map((one, i) => ({
      id: one.byHand ? one.id : null,
      stance: one.stance,
      strength: one.strength,
      saidOn: one.saidOn,
      validUntil: one.validUntil,
      state: i > 0 ? 'replaced' : one.stance === 'none' || holdsOn(one, today) ? 'counts' : 'over',
      place: one.place,
      note: one.note,
      source: one.source,
      by: one.by,
      notedAt: new Date(one.notedMs).toISOString(),
    }))
}

/** What was noted here, by people and by programs with a key. */
async function notedOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Told[]> {
  const { rows } = await pg<{
    id: string
    topic: string
    stance: SaidWord['stance']
    strength: number
    said_on: string
    valid_until: string | null
    place: string
    note: Buffer | null
    noted_at: Date
    noted_by: string
    import_id: string | null
  }>`
    SELECT id, topic, stance, strength, said_on::text, valid_until::text, place, note, noted_at, noted_by, import_id FROM person_needs
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND removed_at IS NULL`.execute(
    ledger.db,
  )
  const names = await namesOf(
    ledger,
    rows.map(({ noted_by }) => noted_by),
  )
  return rows.map((row) => ({
    id: row.id,
    topic: row.topic,
    stance: row.stance,
    strength: row.strength,
    saidOn: row.said_on,
    validUntil: row.valid_until,
    notedMs: row.noted_at.getTime(),
    byHand: row.import_id === null,
    place: places.find((one) => one === row.place) ?? null,
    note: row.note === null ? null : readable(vault, row.note),
    source: row.import_id === null ? null : row.noted_by.replace(/^import:/, ''),
    by: names.get(row.noted_by) ?? null,
  }))
}

const toldRow = z.object({
  source: z.string(),
  importId: z.string(),
  attribute: z.string(),
  value: z.string(),
  ms: z.coerce.number(),
})

/** What files and programs told of the topics there are. */
async function toldOf(
  { ledger, warehouse }: NeedDeps,
  workspace: Workspace,
  keys: readonly number[],
  topics: readonly Topic[],
): Promise<Told[]> {
  if (topics.length === 0) return []
  const bind = createBinder('nd_')
  const byAttribute = new Map(topics.map((one) => [`${attributePrefix}${statedName(one.id)}`, one]))
  const [rows, names] = await Promise.all([
    warehouse.rows(
      sql`SELECT toString(source_id) AS source, toString(import_id) AS importId, toString(pair.1) AS attribute, pair.2 AS value,
          if(mapContains(said_at, attribute), said_at[attribute], toUnixTimestamp64Milli(observed_at)) AS ms
        FROM (SELECT *, arrayJoin(said) AS pair FROM customer_sayings FINAL
          WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])}))
        WHERE attribute IN (${bind('Array(String)', [...byAttribute.keys()])})`,
      toldRow,
    ),
    sourceNames(ledger, workspace.id),
  ])
  return rows.flatMap((row): Told[] => {
    const topic = byAttribute.get(row.attribute)
    const stance = topic ? meaningOf(row.value, topic.kind) : null
    if (!topic || stance === null || row.ms > workspace.clock.now().getTime()) return []
    return [
      {
        ...{ id: `${row.source}${row.importId}`, topic: topic.id, stance, strength: 0, validUntil: null },
        ...{ saidOn: dayOf(row.ms, workspace.timeZone), notedMs: row.ms, byHand: false },
        ...{ place: null, note: null, by: null },
        source: row.source === nobodyId ? null : (names.get(row.source) ?? null),
      },
    ]
  })
}
