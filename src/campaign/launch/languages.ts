import { z } from 'zod'
import { customersNow, peopleNow } from '../../customer/index.ts'
import type { DueDelivery } from '../../interaction/index.ts'
import { bestLanguage, readLanguage } from '../../kit/language.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { CampaignDeps } from '../deps.ts'
import { languagesOf } from '../offers/creative.ts'
import type { Creative } from '../offers/index.ts'

type Deps = Pick<CampaignDeps, 'ledger' | 'warehouse'>
type Written = Pick<Creative, 'language' | 'variants'>

/** Why somebody reads a creative in a language. */
export type LanguageReason =
  /** It is theirs, or close to it. */
  | 'theirs'
  /** Theirs is not known; it is the workspace's. */
  | 'workspace'
  /** It is not written in theirs: the creative's own language. */
  | 'not_written'
  /** Theirs is not known, and it is not written in the workspace's. */
  | 'unknown'

export interface ChosenLanguage {
  language: string
  reason: LanguageReason
}

/** @param said what data say of a customer's language; '' where they say nothing */
export function chooseLanguage(workspace: Workspace, creative: Written, said: string): ChosenLanguage {
  const written = languagesOf(creative)
  const theirs = readLanguage(said)
  if (theirs !== null) {
    const best = bestLanguage(theirs, written)
    return best === null
      ? { language: written[0], reason: 'not_written' }
      : { language: best, reason: 'theirs' }
  }
  const house = bestLanguage(workspace.locale, written)
  return house === null
    ? { language: written[0], reason: 'unknown' }
    : { language: house, reason: 'workspace' }
}

export function hasLanguages(creative: Written): boolean {
  return (creative.variants ?? []).length > 0
}

const spokenRow = z.object({ personKey: int64(), language: z.string() })

/** What data say of people's languages, by key; whoever nothing is known of is missing. */
export async function languagesSaid(
  deps: Deps,
  workspace: Workspace,
  personKeys: readonly number[],
): Promise<Map<number, string>> {
  const said = await peopleNow(deps, workspace, personKeys, {
    ...{ columns: sql`language`, where: sql`language != ''`, row: spokenRow },
  })
  return new Map([...said].map(([key, { language }]) => [key, language]))
}

/**
 * The language of each message, by delivery; what an earlier attempt was written in stays, whatever was learnt of the
 * customer since.
 */
export async function chosenLanguages(
  deps: Deps,
  workspace: Workspace,
  creative: Written,
  deliveries: readonly Pick<DueDelivery, 'id' | 'personKey' | 'language'>[],
): Promise<Map<string, string>> {
  if (!hasLanguages(creative)) return new Map()
  const written = new Set(languagesOf(creative))
  const isOpen = ({ language }: (typeof deliveries)[number]) => !language || !written.has(language)
  const said = await languagesSaid(
    deps,
    workspace,
    deliveries.filter(isOpen).map(({ personKey }) => personKey),
  )
  const chosen = (key: number) => chooseLanguage(workspace, creative, said.get(key) ?? '').language
  return new Map(deliveries.map((d) => [d.id, isOpen(d) ? chosen(d.personKey) : (d.language ?? '')]))
}

/** People by the language somebody would speak with them; the task made for each keeps the script of that language. */
export async function byLanguage<P extends { personKey: number }>(
  deps: Deps,
  workspace: Workspace,
  creative: Written,
  people: readonly P[],
): Promise<[string, P[]][]> {
  if (!hasLanguages(creative)) return [[creative.language, [...people]]]
  const said = await languagesSaid(
    deps,
    workspace,
    people.map(({ personKey }) => personKey),
  )
  const groups = new Map<string, P[]>()
  for (const person of people) {
    const { language } = chooseLanguage(workspace, creative, said.get(person.personKey) ?? '')
    const group = groups.get(language)
    if (group) group.push(person)
    else groups.set(language, [person])
  }
  return [...groups]
}

export interface LanguageShare {
  language: string
  customers: number
  /** Of them, who would read another but it is not written in it. */
  notTheirs: number
}

const countRow = z.object({ language: z.string(), customers: int64() })

/** In which languages the recipients of decisions would read a creative; none where it has one language alone. */
export async function languageShares(
  deps: Deps,
  workspace: Workspace,
  decisions: SqlFragment,
  creative: Written,
): Promise<LanguageShare[]> {
  if (!hasLanguages(creative)) return []
  const bind = createBinder('said_')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const rows = await deps.warehouse.rows(
    sql`SELECT c.language AS language, count() AS customers
        FROM (SELECT person_key FROM (${decisions}) WHERE action = 'send') AS d
        LEFT JOIN (SELECT person_key, language FROM ${customersNow(here)} WHERE language != '') AS c
          ON c.person_key = d.person_key
        GROUP BY language`,
    countRow,
    { pool: 'long' },
  )
  const shares = new Map(languagesOf(creative).map((tag) => [tag, { customers: 0, notTheirs: 0 }]))
  for (const { language, customers } of rows) {
    const chosen = chooseLanguage(workspace, creative, language)
    const share = shares.get(chosen.language)
    if (!share) continue
    share.customers += customers
    if (chosen.reason === 'not_written') share.notTheirs += customers
  }
  return [...shares].map(([language, share]) => ({ language, ...share }))
}
