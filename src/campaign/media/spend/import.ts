import { type Kysely, sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { newId } from '../../../kit/ids.ts'
import { currencyDigits } from '../../../kit/money.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers, writeAudit } from '../../../stores/ledger/index.ts'
import type { BadRow, SpendDay } from './cells.ts'
import { mediaErrors } from './errors.ts'
import type { Columns } from './header.ts'
import { readSpendFile, type SpendFile, type SpendWish } from './read.ts'

export interface SpendReport {
  /** null: only looked at, or nothing in it was new. */
  id: string | null
  format: string
  header: string[]
  columns: Columns
  currency: string
  from: string | null
  to: string | null
  rows: number
  totals: number
  spendMinor: number
  /** In the workspace's currency; null while the rate is not known. */
  homeMinor: number | null
  media: string[]
  campaigns: number
  added: number
  changed: number
  same: number
  sample: SpendDay[]
  /** Days whose figures become others. */
  changes: { medium: string; campaign: string; day: string; beforeMinor: number; afterMinor: number }[]
  bad: BadRow[]
}

const [shown, atOnce] = [20, 1_000]

interface Kept {
  medium: string
  campaign: string
  day: string
  impressions: string | null
  clicks: string | null
  conversions: string | null
  spend: string
  home: string
}
type Db = Kysely<LedgerSchema>

/** What the newest file that was not taken out says of each day. */
export const newestDays = (workspaceId: number, from: string, to: string) => sql`
  SELECT DISTINCT ON (d.medium, d.campaign, d.day) d.*, i.currency
  FROM media_days d JOIN media_imports i ON i.id = d.import_id
  WHERE d.workspace_id = ${workspaceId} AND d.day BETWEEN ${from}::date AND ${to}::date AND i.undone_at IS NULL
  ORDER BY d.medium, d.campaign, d.day, i.number DESC`

/**
 * Reads a report and says what it would change.
 * @throws as `readSpendFile`
 */
export async function checkSpendFile(
  { ledger }: { ledger: Ledger },
  workspace: Workspace,
  file: { name: string; content: Buffer },
  wish: SpendWish & { rate?: string | undefined },
): Promise<SpendReport> {
  const found = await readSpendFile(workspace, file, wish)
  const rate = rateOf(workspace, found.currency, wish.rate)
  return reportOf(
    found,
    rate === null ? null : inHome(workspace, found, rate),
    await keptOf(ledger.db, workspace, found.days),
  )
}

/**
 * Takes a report in, all that is right in it: of each medium, campaign and day the newest word counts, so the same file
 * again changes nothing, and taking one out brings back what stood before it.
 * @throws as `readSpendFile`, media.missingColumns, media.needsRate, media.nothing
 */
export async function importSpendFile(
  { ledger }: { ledger: Ledger },
  workspace: Workspace,
  actor: Actor,
  file: { name: string; content: Buffer },
  wish: SpendWish & { rate?: string | undefined },
): Promise<SpendReport> {
  const found = await readSpendFile(workspace, file, wish)
  const { currency, columns, days } = found
  const missing = (['date', 'spend'] as const).filter((field) => columns[field] === undefined)
  if (missing.length > 0)
    throw mediaErrors.missingColumns({
      ...{ file: file.name, missing: missing.join(', ') },
      missingZh: missing.map((field) => (field === 'date' ? '日期' : '花费')).join('、'),
    })
  const rate = rateOf(workspace, currency, wish.rate)
  if (rate === null) throw mediaErrors.needsRate({ currency, home: workspace.currency })
  if (days.length === 0) throw mediaErrors.nothing({ file: file.name, bad: found.bad.length })
  const home = inHome(workspace, found, rate)
  return ledger.transaction(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${lockNumbers.mediaSpend}, ${workspace.id})`.execute(trx)
    const report = reportOf(found, home, await keptOf(trx, workspace, days))
    if (report.added + report.changed === 0) return report
    const id = newId()
    await trx
      .insertInto('media_imports')
      .values({
        ...{ id, workspace_id: workspace.id, file: file.name.slice(0, 200), format: found.format, currency },
        ...{ rate: String(rate), days: days.length, imported_by: `${actor.kind}:${actor.id}` },
        ...{ imported_at: workspace.clock.now(), undone_at: null },
      })
      .execute()
    const rows = days.map(({ spendMinor, ...day }, i) => ({
      ...{ ...day, import_id: id, workspace_id: workspace.id },
      ...{ spend_minor: spendMinor, home_minor: home[i] ?? 0 },
    }))
    for (let at = 0; at < rows.length; at += atOnce)
      await trx
        .insertInto('media_days')
        .values(rows.slice(at, at + atOnce))
        .execute()
    const { added, changed, same, rows: read } = report
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'media.spend_imported' },
      ...{ subject: { kind: 'media_import', id }, detail: { added, changed, same, rows: read } },
    })
    return { ...report, id }
  })
}

/** Units of the workspace's currency for one of the file's; null where it has to be said. */
function rateOf(workspace: Workspace, currency: string, said: string | undefined): number | null {
  if (currency === workspace.currency) return 1
  return said === undefined ? null : Number(said)
}

function inHome(workspace: Workspace, { days, currency }: SpendFile, rate: number): number[] {
  const scale = rate * 10 ** (currencyDigits(workspace.currency) - currencyDigits(currency))
  return days.map(({ spendMinor }) => Math.round(spendMinor * scale))
}

const keyOf = ({ medium, campaign, day }: { medium: string; campaign: string; day: string }) =>
  JSON.stringify([medium, campaign, day])

async function keptOf(db: Db, workspace: Workspace, days: readonly SpendDay[]): Promise<Map<string, Kept>> {
  const { from, to } = rangeOf(days)
  if (from === null || to === null) return new Map()
  const { rows } = await sql<Kept>`
    SELECT medium, campaign, to_char(day, 'YYYY-MM-DD') AS day, impressions, clicks, conversions, spend_minor AS spend,
      home_minor AS home
    FROM (${newestDays(workspace.id, from, to)}) AS newest`.execute(db)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

function rangeOf(days: readonly SpendDay[]): { from: string | null; to: string | null } {
  const sorted = days.map(({ day }) => day).toSorted()
  return { from: sorted[0] ?? null, to: sorted.at(-1) ?? null }
}

const number = (text: string | null) => (text === null ? null : Number(text))

/** @param home spend of each day in the workspace's currency; null while the rate is not known */
function reportOf(
  found: SpendFile,
  home: readonly number[] | null,
  kept: ReadonlyMap<string, Kept>,
): SpendReport {
  const { days } = found
  const changes: SpendReport['changes'] = []
  let [added, changed, same] = [0, 0, 0]
  for (const [i, day] of days.entries()) {
    const old = kept.get(keyOf(day))
    const isSame =
      old !== undefined &&
      Number(old.spend) === day.spendMinor &&
      (home === null || Number(old.home) === home[i]) &&
      number(old.impressions) === day.impressions &&
      number(old.clicks) === day.clicks &&
      number(old.conversions) === day.conversions
    if (old === undefined) added++
    else if (isSame) same++
    else {
      changed++
      const { medium, campaign } = day
      changes.push({
        ...{ medium, campaign, day: day.day },
        ...{ beforeMinor: Number(old.home), afterMinor: home?.[i] ?? day.spendMinor },
      })
    }
  }
  const { format, header, columns, currency, rows, totals, bad } = found
  return {
    ...{ id: null, format, header, columns, currency, ...rangeOf(days), rows, totals },
    spendMinor: days.reduce((sum, day) => sum + day.spendMinor, 0),
    homeMinor: home === null ? null : home.reduce((sum, one) => sum + one, 0),
    media: [...new Set(days.map(({ medium }) => medium))].toSorted(),
    campaigns: new Set(days.map(({ medium, campaign }) => JSON.stringify([medium, campaign]))).size,
    ...{ added, changed, same, sample: days.slice(0, shown), changes: changes.slice(0, shown) },
    bad: bad.slice(0, 200),
  }
}
