import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import type { SurveyKind, SurveyReason } from '../../stores/ledger/schema/surveys.ts'
import type { surveyBody, touchPoints } from './api.ts'
import { surveyErrors } from './errors.ts'

type Db = Ledger['db'] | Transaction<LedgerSchema>
type Body = z.output<typeof surveyBody>

/** A survey as the ledger holds it. */
export interface Survey {
  id: string
  name: string
  kind: SurveyKind
  question: { en: string; 'zh-CN': string }
  reason: SurveyReason | null
  asksWords: boolean
  opensCase: boolean
  point: (typeof touchPoints)[number]
  createdAt: Date
  closedAt: Date | null
}

export async function surveysOf(db: Db, workspace: Pick<Workspace, 'id'>, id?: string): Promise<Survey[]> {
  const rows = await db
    .selectFrom('surveys')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .orderBy(sql`closed_at IS NOT NULL`)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, kind: row.kind, question: row.question, reason: row.reason },
    ...{ asksWords: row.asks_words, opensCase: row.opens_case, point: row.point as Survey['point'] },
    ...{ createdAt: row.created_at, closedAt: row.closed_at },
  }))
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws survey.notFound */
export async function surveyOf(db: Db, workspace: Pick<Workspace, 'id'>, id: string): Promise<Survey> {
  const [found] = uuid.test(id) ? await surveysOf(db, workspace, id) : []
  if (!found) throw surveyErrors.notFound({ id })
  return found
}

const columnsOf = (body: Body) => ({
  ...{ name: body.name, kind: body.kind, question: JSON.stringify(body.question) },
  reason: JSON.stringify(body.reason),
  ...{ asks_words: body.asksWords, opens_case: body.opensCase, point: body.point },
})

/** @throws survey.twice */
export async function createSurvey(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  body: Body,
): Promise<string> {
  assertOptions(body)
  const id = newId()
  await ledger.transaction(async (trx) => {
    await trx
      .insertInto('surveys')
      .values({
        ...{ id, workspace_id: workspace.id, created_at: workspace.clock.now(), closed_at: null },
        ...columnsOf(body),
      })
      .execute()
    await audit(trx, workspace, actor, id, 'survey.created')
  })
  return id
}

/** @throws survey.notFound, survey.wasAnswered, survey.twice */
export async function changeSurvey(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  body: Body,
): Promise<void> {
  assertOptions(body)
  await ledger.transaction(async (trx) => {
    const before = await surveyOf(trx, workspace, id)
    const ids = (reason: SurveyReason | null) => (reason?.options ?? []).map((option) => option.id).join()
    const isOther = before.kind !== body.kind || ids(before.reason) !== ids(body.reason)
    const { rows } = await sql`SELECT FROM survey_answers WHERE survey_id = ${id}::uuid LIMIT 1`.execute(trx)
    if (isOther && rows.length > 0) throw surveyErrors.wasAnswered({})
    await trx.updateTable('surveys').set(columnsOf(body)).where('id', '=', id).execute()
    await audit(trx, workspace, actor, id, 'survey.changed')
  })
}

/** @throws survey.notFound */
export async function setClosed(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  isClosed: boolean,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    await surveyOf(trx, workspace, id)
    await trx
      .updateTable('surveys')
      .set({ closed_at: isClosed ? workspace.clock.now() : null })
      .where('id', '=', id)
      .execute()
    await audit(trx, workspace, actor, id, isClosed ? 'survey.closed' : 'survey.reopened')
  })
}

function assertOptions({ reason }: Body): void {
  const ids = (reason?.options ?? []).map((option) => option.id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw surveyErrors.twice({ id: twice })
}

const audit = (
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actor: Actor,
  id: string,
  action: string,
) => writeAudit(trx, { workspaceId: workspace.id, actor, action, subject: { kind: 'survey', id } })
