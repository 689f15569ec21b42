import { z } from 'zod'
import { keysOfCustomer } from '../../../customer/index.ts'
import type { Actor } from '../../../kit/api.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import { badCell, csvRecords } from '../../../kit/csv-records.ts'
import { isAppError } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { writeAudit } from '../../../stores/ledger/index.ts'
import { caseChannels } from '../../../stores/ledger/schema/cases.ts'
import type { CodingDeps } from '../deps.ts'
import { caseErrors } from '../errors.ts'
import { prepareCase } from '../prepare-case.ts'

const table = {
  columns: ['ref', 'customer', 'email', 'phone', 'words', 'received_at', 'channel'],
  needed: ['ref', 'words'],
  longestRecord: 20_000,
} as const

const caseRow = z.object({
  ref: z.string().min(1).max(200),
  customer: z.string().regex(/^[1-9]\d{0,18}$|^$/),
  email: z.string().max(320),
  phone: z.string().max(40),
  words: z.string().min(2).max(4_000),
  received_at: z.union([z.iso.datetime({ offset: true }), z.literal('')]),
  channel: z.union([z.enum(caseChannels), z.literal('')]),
})
type Row = z.output<typeof caseRow>

export interface CaseImport {
  opened: number
  already: number
  bad: { row: number; problem: Localized }[]
}

/** Each row in its own transaction: what is right comes in, what is not is named by its row. @throws case.badFile */
export async function importCaseFile(
  deps: CodingDeps,
  workspace: Workspace,
  actor: Actor,
  csv: string,
): Promise<CaseImport> {
  const records = csvRecords(csv, table)
  if (records === null) throw caseErrors.badFile({ columns: table.columns.join(', ') })
  const report: CaseImport = { opened: 0, already: 0, bad: [] }
  for (const { row, cells } of records) {
    const read = caseRow.safeParse(cells)
    if (!read.success) {
      report.bad.push({ row, problem: badCell(read.error) })
      continue
    }
    try {
      report[(await takeIn(deps, workspace, actor, read.data)) ? 'opened' : 'already'] += 1
    } catch (error) {
      if (!isAppError(error) || error.kind === 'unavailable' || error.kind === 'internal') throw error
      report.bad.push({ row, problem: { en: error.in('en'), 'zh-CN': error.in('zh-CN') } })
    }
  }
  await writeAudit(deps.ledger.db, {
    ...{ workspaceId: workspace.id, actor, action: 'case.imported' },
    subject: { kind: 'workspace', id: workspace.slug },
    detail: { opened: report.opened, already: report.already, bad: report.bad.length },
  })
  return report
}

/** @returns false where its reference came in before, whatever it says now */
async function takeIn(deps: CodingDeps, workspace: Workspace, actor: Actor, row: Row): Promise<boolean> {
  const channel = row.channel === '' ? 'import' : row.channel
  const known = await deps.ledger.db
    .selectFrom('cases')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('channel', '=', channel)
    .where('ref', '=', row.ref)
    .executeTakeFirst()
  if (known) return false
  const receivedAt = row.received_at === '' ? workspace.clock.now() : new Date(row.received_at)
  if (receivedAt > workspace.clock.now()) throw caseErrors.futureDay({})
  const open = await prepareCase(deps, workspace, {
    ...{
      personKey: await personOf(deps, workspace, row),
      words: row.words,
      channel,
      receivedAt,
      ref: row.ref,
    },
    by: `${actor.kind}:${actor.id}`,
  })
  const { isNew } = await deps.ledger.transaction((trx) => open(trx))
  return isNew
}

/** @throws case.unknownCustomer, case.whoIsIt where no or several customers carry the address */
async function personOf({ ledger, peopleAt }: CodingDeps, workspace: Workspace, row: Row): Promise<number> {
  if (row.customer !== '') {
    if ((await keysOfCustomer(ledger.db, workspace, row.customer)) === null)
      throw caseErrors.unknownCustomer({ customer: row.customer })
    return Number(row.customer)
  }
  const [kind, address] = row.email === '' ? (['phone', row.phone] as const) : (['email', row.email] as const)
  const people = address === '' ? [] : (await peopleAt(workspace, kind, address)).personKeys
  if (people.length !== 1 || people[0] === undefined) throw caseErrors.whoIsIt({ found: people.length })
  return people[0]
}
