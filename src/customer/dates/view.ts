import { sql } from 'kysely'
import type { z } from 'zod'
import { solarToLunar } from '../../kit/calendar/lunar.ts'
import {
  dateInYear,
  dayText,
  dayWords,
  nextDate,
  parseDay,
  type RememberedDay,
} from '../../kit/calendar/yearly-day.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import { maskIdentifier } from '../identity/normalise.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'
import { readable } from '../privacy/subject.ts'
import { readSetting } from '../profiles/workspace-setting.ts'
import { dayOf } from '../quality/days.ts'
import type { customerDate, customerDates } from './api.ts'
import { type DateKind, isOfMany, kindsOf, storedKinds } from './kinds.ts'

export interface DateDeps {
  ledger: Ledger
  vaultOf: VaultOf
  persons: Persons
}

type Shown = z.output<typeof customerDate>
const dayMs = 86_400_000

/** @param customerId any key of the person */
export async function datesOf(
  deps: DateDeps,
  workspace: Workspace,
  customerId: string,
): Promise<z.output<typeof customerDates.response>> {
  const asked = Number(customerId)
  const keys = (await keysOf(deps.ledger.db, [asked])).get(asked) ?? [asked]
  const today = dayOf(workspace.clock.now().getTime(), workspace.timeZone)
  const [vault, settings] = await Promise.all([
    deps.vaultOf(workspace.id),
    readSetting(deps.ledger, workspace.id, storedKinds),
  ])
  const kinds = kindsOf(settings)
  const rows = await deps.ledger.db
    .selectFrom('person_dates')
    .select(['id', 'kind', 'code', 'said', 'source', 'family_id', 'noted_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .where('removed_at', 'is', null)
    .where('code', '<>', '')
    .orderBy('noted_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const counting = countingOf(rows)
  const dates = rows.flatMap((row): Shown[] => {
    const day = row.said === null ? null : parseDay(readable(vault, row.said) ?? '')
    if (!day) return []
    const yearly = !row.code.startsWith('d')
    return [
      {
        id: row.id,
        kind: row.kind,
        label: labelOf(kinds, row.kind),
        ...said(day),
        yearly,
        ...comes(day, yearly, today),
        familyId: row.family_id,
        source: row.source,
        counts: counting.has(row.id),
        notedAt: row.noted_at.toISOString(),
      },
    ]
  })
  dates.sort((a, b) => (a.next ?? '9').localeCompare(b.next ?? '9'))
  return {
    today,
    dates,
    family: await familyOf(deps, vault, workspace, keys),
    kinds,
  }
}

type DateRow = { id: string; kind: string; source: Shown['source']; noted_at: Date }

/**
 * Ids of the days that count, as the warehouse chooses. Of own birthdays one: by hand before read from files, then the
 * newer. Of other days of files the newest of its kind, and none where one is noted by hand. @param rows newest first
 */
function countingOf(rows: readonly DateRow[]): Set<string> {
  const ids = new Set<string>()
  for (const row of rows) {
    const isBirthday = row.kind === 'birthday' && row.source !== 'family'
    const isOne = isBirthday || (row.source === 'file' && !isOfMany(row.kind))
    const ofKind = rows.filter(({ kind, source }) => kind === row.kind && source !== 'family')
    const first = ofKind.find(({ source }) => source === 'hand') ?? ofKind[0]
    if (!isOne || first?.id === row.id) ids.add(row.id)
  }
  return ids
}

function labelOf(kinds: readonly DateKind[], id: string) {
  return kinds.find((kind) => kind.id === id)?.label ?? { en: id, 'zh-CN': id }
}

function said(day: RememberedDay): Pick<Shown, 'day' | 'words'> {
  return { day: dayText(day), words: dayWords(day) }
}

/** When a day comes next and how many years it will be. */
function comes(day: RememberedDay, yearly: boolean, today: string): Pick<Shown, 'next' | 'inDays' | 'years'> {
  const next = yearly ? nextDate(day, today) : dateInYear(day, day.year ?? 0)
  const isAhead = next !== null && next >= today
  if (next === null || !isAhead) return { next: yearly ? null : next, inDays: null, years: null }
  const inYear = day.calendar === 'lunar' ? solarToLunar(next)?.year : Number(next.slice(0, 4))
  const years = !yearly || day.year === null || inYear === undefined ? null : inYear - day.year
  return {
    next,
    inDays: Math.round((Date.parse(next) - Date.parse(today)) / dayMs),
    years: years !== null && years > 0 ? years : null,
  }
}

async function familyOf(
  { ledger, persons }: DateDeps,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
): Promise<z.output<typeof customerDates.response>['family']> {
  const { rows } = await sql<{
    id: string
    relation: z.output<typeof customerDates.response>['family'][number]['relation']
    name: Buffer | null
    member: string | null
    shares: boolean
  }>`
    SELECT f.id, f.relation, f.name, coalesce(o.current_key, f.member_person_key) AS member,
      EXISTS (SELECT 1 FROM household_members a JOIN household_members b ON a.household_id = b.household_id
        WHERE a.state = 'member' AND b.state = 'member' AND a.person_key = ANY(${[...keys]}::bigint[])
          AND b.person_key = f.member_person_key) AS shares
    FROM family_members f LEFT JOIN person_overrides o ON o.person_key = f.member_person_key
    WHERE f.workspace_id = ${workspace.id} AND f.person_key = ANY(${[...keys]}::bigint[])
    ORDER BY array_position(ARRAY['spouse', 'child', 'parent', 'sibling', 'other'], f.relation), f.noted_at`.execute(
    ledger.db,
  )
  const linked = rows.flatMap(({ member }) => (member === null ? [] : [Number(member)]))
  const labels = await persons.labels(workspace, linked)
  return rows.map((row) => {
    const name = row.name === null ? null : readable(vault, row.name)
    return {
      id: row.id,
      relation: row.relation,
      name: name === null ? null : maskIdentifier('name', name),
      customerId: row.member,
      customerLabel: row.member === null ? null : (labels.get(Number(row.member)) ?? `#${row.member}`),
      sharesHousehold: row.shares,
    }
  })
}
