import { sql } from 'kysely'
import { type Actor, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { startTask, taskShapeOf, tasksNow, writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { changeCompany, createCompany, setCompany } from './change.ts'
import * as files from './export/api.ts'
import { checkFile, exportCsv } from './file.ts'
import { listPage, ownersOf } from './list.ts'
import { decideProposal, listProposals, waitingProposals } from './proposals.ts'
import { proposeCompanies } from './propose.ts'
import { type CompanyDeps, inOrder } from './room.ts'
import { companiesOfCustomer, companyOf } from './view.ts'

const taskKind = 'companies'

/** Tells the warehouse what was decided. */
interface Pump {
  pump(): Promise<number>
}

export function companyRoutes(deps: CompanyDeps, companies: Pump): Route[] {
  const told = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done
    await companies.pump()
    return result
  }
  return [
    route(api.listCompanies, ({ workspace }, { query }) => listPage(deps, workspace, query)),
    route(api.companyChoices, ({ workspace, locale }) => choicesOf(deps, workspace, locale)),
    route(files.checkCompanyExport, ({ workspace }, { body }) => checkFile(deps, workspace, body)),
    route(files.exportCompanies, ({ workspace, actor, locale }, { body }) =>
      exportCsv(deps, workspace, body, { actor, locale }),
    ),
    route(api.getCompany, ({ workspace }, { params, query }) =>
      companyOf(deps, workspace, params.id, query.basis),
    ),
    route(api.createCompany, ({ workspace, actor }, { body: { soleTrader, ...facts } }) =>
      told(inOrder(deps, workspace, actor, 'create', {}, (step) => createCompany(step, facts, soleTrader))),
    ),
    route(api.setCompany, ({ workspace, actor }, { params, body }) =>
      told(inOrder(deps, workspace, actor, 'facts', {}, (step) => setCompany(step, params.id, body))),
    ),
    route(api.changeCompany, ({ workspace, actor }, { params, body }) =>
      told(
        inOrder(deps, workspace, actor, body.change, 'other' in body ? { other: body.other } : {}, (step) =>
          changeCompany(step, params.id, body),
        ),
      ),
    ),
    route(api.customerCompanies, ({ workspace }, { params }) =>
      companiesOfCustomer(deps, workspace, params.id),
    ),
    route(api.findCompanies, async ({ workspace, actor }) => ({
      taskId: await startFinding(deps, workspace, actor),
    })),
    route(api.listCompanyProposals, ({ workspace }, { query }) => listProposals(deps, workspace, query)),
    route(api.decideCompanyProposal, async ({ workspace, actor }, { params, body }) => {
      const what = body.accept ? 'accept' : 'refuse'
      await told(
        inOrder(deps, workspace, actor, what, { proposal: params.id }, (step) =>
          decideProposal(step, params.id, body.accept),
        ),
      )
      return { accepted: body.accept }
    }),
  ]
}

async function choicesOf(deps: CompanyDeps, workspace: Workspace, locale: Locale) {
  const { db } = deps.ledger
  const { rows } = await sql<{ industry: string }>`
    SELECT DISTINCT industry FROM companies WHERE workspace_id = ${workspace.id} AND industry <> '' ORDER BY 1 LIMIT 200`.execute(
    db,
  )
  const { rows: counted } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM companies WHERE workspace_id = ${workspace.id} AND current_id = id`.execute(db)
  const { taskId, last } = await tasksNow(deps.ledger, workspace.id, taskKind)
  return {
    companies: Number(counted[0]?.n ?? 0),
    industries: rows.map(({ industry }) => industry),
    owners: [...(await ownersOf(db, workspace.id))].map(([id, name]) => ({ id, name })),
    waiting: await waitingProposals(deps, workspace),
    taskId,
    lastTask: last && taskShapeOf(last, locale),
    lastRun: api.companyRun
      .nullable()
      .catch(null)
      .parse(last?.result ?? null),
  }
}

/** Starts the search as a task that is watched and stopped like an import. @returns the task's id */
async function startFinding(deps: CompanyDeps, workspace: Workspace, actor: Actor): Promise<string> {
  const { ledger, log } = deps
  const task = await startTask(
    { ledger, log, clock: workspace.clock },
    { workspaceId: workspace.id, kind: taskKind, createdBy: `${actor.kind}:${actor.id}` },
    async (watched) => {
      const run = await proposeCompanies(ledger, await deps.vaultOf(workspace.id), workspace, watched)
      await writeAudit(ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'company.find',
        subject: { kind: 'company', id: workspace.slug },
        detail: { ...run },
      })
      return run
    },
  )
  return task.id
}
