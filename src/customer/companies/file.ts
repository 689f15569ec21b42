import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { csvLine } from '../../kit/csv.ts'
import type { Locale } from '../../kit/errors.ts'
import { currencyDigits } from '../../kit/money.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { requireAllowed } from '../privacy/purposes/limits.ts'
import { factsSubject } from '../privacy/purposes/subjects.ts'
import { settingsOf } from '../privacy/settings.ts'
import { dayOf } from '../quality/days.ts'
import { companyErrors } from './errors.ts'
import type { checkCompanyExport, companyExport } from './export/api.ts'
import { type CompanyRow, chosenCompanies, type Wanted } from './list.ts'
import { sizeLabels } from './roles.ts'
import type { CompanyDeps } from './room.ts'

const heads = {
  en: 'Company,Registration number,Industry,Size,Owner,Belongs to,Contacts,Former contacts,Orders,Revenue,Margin,Last order,Last contact',
  'zh-CN': '公司,登记号,行业,规模,负责人,所属集团,联系人,曾任联系人,订单,消费金额,毛利,最近下单,最近触达',
} as const

/**
 * Whether the figures of a company are those of fewer than `k` people. A sole trader is one person; a company nobody of
 * ours works at has no figures of people.
 */
export function isOfFew(row: CompanyRow, basis: Wanted['basis'], k: number): boolean {
  const people = row.contacts + (basis === 'there' ? row.former : 0)
  return k > 1 && (row.isSoleTrader || (people > 0 && people < k))
}

export async function checkFile(
  deps: CompanyDeps,
  workspace: Workspace,
  wanted: Wanted,
): Promise<z.output<typeof checkCompanyExport.response>> {
  const k = (await settingsOf(deps.ledger.db, workspace.id)).smallestCell
  const rows = await chosenCompanies(deps, workspace, wanted)
  const few = rows.filter((row) => isOfFew(row, wanted.basis, k))
  return {
    ...{ k, rows: rows.length, below: few.length },
    soleTraders: few.filter(({ isSoleTrader }) => isSoleTrader).length,
  }
}

/**
 * The list as CSV; who took it, what for and what was done about companies with few contacts is on record before it is
 * made. Those are without figures (`generalise`; sole traders are left out), not in it, or as they are.
 * @throws company.smallGroups where there are some and nobody chose, company.allNotAllowed, privacy.purposeLimited
 */
export async function exportCsv(
  deps: CompanyDeps,
  workspace: Workspace,
  { reason, purpose, smallGroups, ...wanted }: z.output<typeof companyExport>,
  { actor, locale }: { actor: Actor; locale: Locale },
): Promise<string> {
  await requireAllowed(deps, workspace.id, [factsSubject('orders'), factsSubject('touches')], purpose)
  if (smallGroups === 'all' && !actor.permissions.has('customers.unmask'))
    throw companyErrors.allNotAllowed({})
  const k = (await settingsOf(deps.ledger.db, workspace.id)).smallestCell
  const all = await chosenCompanies(deps, workspace, wanted)
  const few = new Set(all.filter((row) => isOfFew(row, wanted.basis, k)))
  if (few.size > 0 && smallGroups === undefined)
    throw companyErrors.smallGroups({ rows: few.size, of: all.length, k })
  const rows = all.filter(
    (row) => smallGroups === 'all' || !few.has(row) || (smallGroups === 'generalise' && !row.isSoleTrader),
  )
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor,
    action: 'companies.export',
    subject: { kind: 'companies', id: 'list' },
    detail: {
      ...{ use: purpose, purpose: reason, basis: wanted.basis },
      ...(few.size > 0 && {
        smallGroups: { choice: smallGroups, k, rows: all.length, below: few.size },
      }),
    },
  })
  const line = lineOf(workspace, locale)
  const lines = rows.map((row) => line(row, smallGroups !== 'all' && few.has(row) ? k : null))
  return `\ufeff${heads[locale]}\r\n${lines.join('')}`
}

/** @returns a row as a line; with `k` without whatever is of its few contacts */
function lineOf(workspace: Workspace, locale: Locale): (row: CompanyRow, k: number | null) => string {
  const scale = 10 ** currencyDigits(workspace.currency)
  const day = (at: string | null) => (at === null ? '' : dayOf(Date.parse(at), workspace.timeZone))
  return (row, k) => {
    const { figures } = row
    const said = [
      ...[row.name, row.number ?? '', row.industry, row.size === null ? '' : sizeLabels[row.size][locale]],
      ...[row.owner?.name ?? '', row.parent?.name ?? ''],
    ]
    const made =
      k === null
        ? [
            ...[row.contacts, row.former, figures.orders, figures.revenueMinor / scale],
            figures.marginMinor === null ? '' : figures.marginMinor / scale,
            ...[day(figures.lastOrderAt), day(figures.lastTouchAt)],
          ]
        : [`< ${k}`, '', '', '', '', '', '']
    return csvLine([...said, ...made].map(String))
  }
}
