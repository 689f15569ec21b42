import { sql as pg } from 'kysely'
import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { ownersOf } from '../companies/list.ts'
import { currentOf, keysOfCustomer } from '../identity/members.ts'
import { readable } from '../privacy/subject.ts'
import { dayOf } from '../quality/days.ts'
import type { customerProspect } from './api.ts'
import type { ProspectDeps } from './change.ts'
import { prospectErrors } from './errors.ts'
import { cameAsProspect, foldStages, type StageStep } from './fold.ts'
import { scopeOf, sourceNames, sourceOf } from './overview.ts'
import { firstSources, firstTouches, prospectStates, sourceColumns } from './prospects-now.ts'
import { recommendedBy } from './recommended.ts'
import { type Catalogue, prospectCatalogue, reasonLabel, stageLabel } from './stages.ts'

type Shown = z.output<typeof customerProspect.response>

const factRow = z.object({
  seen: int64(),
  bought: int64().nullable(),
  touched: int64(),
  event: z.string(),
  channel: z.string(),
  utm_source: z.string(),
  utm_medium: z.string(),
  utm_campaign: z.string(),
  source_kind: z.string(),
  source: z.string(),
})

interface Word {
  id: string
  aspect: 'stage' | 'owner' | 'source' | 'next' | 'recommender'
  value: string
  reason: string
  note: Buffer | null
  change_id: string
  said_at: Date
  said_by: string
  by_name: string | null
  other: string | null
  import_id: string | null
  taken_at: Date | null
  taken_name: string | null
}

/** @param customer any key of the person @throws prospect.unknownCustomer where there is nobody, or nothing is known */
export async function prospectOf(deps: ProspectDeps, workspace: Workspace, customer: string): Promise<Shown> {
  const keys = await keysOfCustomer(deps.ledger.db, workspace, customer)
  const facts = keys === null ? null : await factsOf(deps, workspace, keys)
  if (keys === null || facts === null) throw prospectErrors.unknownCustomer({ customer })
  const [catalogue, owners, words, names, vault] = await Promise.all([
    prospectCatalogue(deps.ledger, workspace.id),
    ownersOf(deps.ledger.db, workspace.id),
    wordsOf(deps, keys),
    sourceNames(deps, workspace),
    deps.vaultOf(workspace.id),
  ])
  const [people, recommended] = await Promise.all([
    recommendersOf(deps, workspace, words),
    recommendedBy(deps, workspace, keys),
  ])
  const live = words.filter((word) => word.taken_at === null)
  const stageWords = live
    .filter(({ aspect }) => aspect === 'stage')
    .map(({ id, said_at, value }) => ({ id: Number(id), at: said_at.getTime(), stage: value }))
  const steps = foldStages(facts.seen, facts.bought, stageWords)
  const last = steps.at(-1) ?? { at: facts.seen, stage: 'new' }
  const newest = (aspect: Word['aspect']) => live.findLast((word) => word.aspect === aspect)
  const { timeZone } = workspace
  const today = dayOf(workspace.clock.now().getTime(), timeZone)
  const next = newest('next')
  const owner = newest('owner')?.value ?? ''
  const noteOf = ({ note }: Word) => (note === null ? null : readable(vault, note))
  return {
    cameAsProspect: cameAsProspect(facts.seen, facts.bought, stageWords),
    stage: { id: last.stage, label: stageLabel(catalogue, last.stage) },
    since: iso(last.at),
    days: daysBetween(dayOf(last.at, timeZone), today),
    reason: last.stage === 'lost' ? reasonLabel(catalogue, newest('stage')?.reason ?? '') : null,
    owner: owner === '' ? null : { id: owner, name: owners.get(owner) ?? owner.slice(0, 8) },
    source: sourceOf(facts.source_kind, facts.source, names),
    recommendedBy: recommender(newest('recommender'), people, keys),
    recommended,
    firstSeen: iso(facts.seen),
    boughtAt: facts.bought === null ? null : iso(facts.bought),
    firstTouch:
      facts.event === ''
        ? null
        : {
            ...{ at: iso(facts.touched), event: facts.event, channel: facts.channel },
            ...{
              utmSource: facts.utm_source,
              utmMedium: facts.utm_medium,
              utmCampaign: facts.utm_campaign,
            },
          },
    next:
      next === undefined || next.value === '' || facts.bought !== null
        ? null
        : { on: next.value, note: noteOf(next), isOverdue: next.value < today },
    history: history(words, { catalogue, owners, people, steps, bought: facts.bought, noteOf }),
  }
}

const iso = (ms: number) => new Date(ms).toISOString()
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

async function factsOf({ warehouse }: ProspectDeps, workspace: Workspace, keys: readonly number[]) {
  const bind = createBinder('p')
  const scope = {
    ...scopeOf(workspace, workspace.clock.now(), bind),
    only: sql`person_key IN (${bind('Array(UInt64)', [...keys])})`,
  }
  const [row] = await warehouse.rows(
    sql`SELECT toUnixTimestamp64Milli(s.first_seen) AS seen, toUnixTimestamp64Milli(s.bought_at) AS bought,
        toUnixTimestamp64Milli(t.at) AS touched, t.event AS event, t.channel AS channel, t.utm_source AS utm_source,
        t.utm_medium AS utm_medium, t.utm_campaign AS utm_campaign, ${sourceColumns}
      FROM (${prospectStates(scope)}) AS s
      LEFT JOIN (${firstTouches(scope)}) AS t ON t.person = s.person
      LEFT JOIN (${firstSources(scope)}) AS d ON d.person = s.person LIMIT 1`,
    factRow,
  )
  return row ?? null
}

/** All of them, the oldest first. */
async function wordsOf({ ledger }: ProspectDeps, keys: readonly number[]): Promise<Word[]> {
  const { rows } = await pg<Word>`
    SELECT w.id, w.aspect, w.value, w.reason, w.note, w.change_id, w.said_at, w.said_by, u.display_name AS by_name, w.import_id, w.other_person_key AS other,
      w.taken_at, coalesce(t.display_name, w.taken_by) AS taken_name
    FROM prospect_words w LEFT JOIN users u ON 'user:' || u.id = w.said_by LEFT JOIN users t ON 'user:' || t.id = w.taken_by
    WHERE w.person_key = ANY(${[...keys]}::bigint[]) AND w.removed_at IS NULL ORDER BY w.said_at, w.id`.execute(
    ledger.db,
  )
  return rows
}

/** Who they are today, by the key that was written down. */
type People = ReadonlyMap<string, { customerId: string; label: string }>

async function recommendersOf(
  { ledger, persons }: ProspectDeps,
  workspace: Workspace,
  words: readonly Word[],
): Promise<People> {
  const named = [...new Set(words.flatMap(({ other }) => (other === null ? [] : [Number(other)])))]
  if (named.length === 0) return new Map()
  const now = await currentOf(ledger.db, named)
  const labels = await persons.labels(workspace, [...new Set(now.values())])
  return new Map(
    [...now].map(([key, person]) => [
      String(key),
      { customerId: String(person), label: labels.get(person) ?? `#${person}` },
    ]),
  )
}

/** Nobody recommends themselves: two records that are one person since say nothing by it. */
function recommender(word: Word | undefined, people: People, keys: readonly number[]) {
  const found = word?.other ? people.get(word.other) : undefined
  return found === undefined || keys.includes(Number(found.customerId)) ? null : found
}

interface Known {
  catalogue: Catalogue
  owners: ReadonlyMap<string, string>
  people: People
  steps: readonly StageStep[]
  bought: number | null
  noteOf(word: Word): string | null
}

const both = (text: string): Localized => ({ en: text, 'zh-CN': text })

function history(words: readonly Word[], known: Known): Shown['history'] {
  const { catalogue, owners, people, steps, bought, noteOf } = known
  const shown = ({ aspect, value, other }: Word): Localized | null => {
    if (aspect === 'recommender') return other === null ? null : both(people.get(other)?.label ?? `#${other}`)
    if (value === '') return null
    if (aspect === 'stage') return stageLabel(catalogue, value)
    return both(aspect === 'owner' ? (owners.get(value) ?? value.slice(0, 8)) : value)
  }
  const before = new Map<Word['aspect'], Localized | null>([
    ['stage', stageLabel(catalogue, steps[0]?.stage ?? 'new')],
  ])
  const said = words.map((word) => {
    const from = before.get(word.aspect) ?? null
    const to = shown(word)
    if (word.taken_at === null) before.set(word.aspect, to)
    return {
      ...{ at: word.said_at.toISOString(), what: word.aspect, from, to, note: noteOf(word) },
      reason: reasonLabel(catalogue, word.reason),
      by: word.by_name ?? word.said_by.replace(/^[a-z]+:/, ''),
      changeId: word.change_id,
      takenBack:
        word.taken_at === null ? null : { at: word.taken_at.toISOString(), by: word.taken_name ?? '' },
      mayUndo: word.taken_at === null && word.import_id === null,
    }
  })
  const fact = { reason: null, note: null, by: null, changeId: null, takenBack: null, mayUndo: false }
  const [first] = steps
  const facts = [
    ...(first
      ? [
          {
            ...fact,
            what: 'seen' as const,
            at: iso(first.at),
            from: null,
            to: stageLabel(catalogue, first.stage),
          },
        ]
      : []),
    ...(bought === null
      ? []
      : [
          {
            ...fact,
            what: 'bought' as const,
            at: iso(bought),
            from: null,
            to: stageLabel(catalogue, 'won'),
          },
        ]),
  ]
  return [...said, ...facts].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
