import { sql } from 'kysely'
import { type Actor, type Route, route } from '../../kit/api.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { ownersOf } from '../companies/list.ts'
import { readSetting, saveSetting } from '../profiles/workspace-setting.ts'
import type { ProspectFilter } from './api.ts'
import * as api from './api.ts'
import { changeProspects, type ProspectDeps, undoChange } from './change.ts'
import { makeProspect, type NewProspect, type OneRow, unmakeProspect } from './create.ts'
import { prospectErrors } from './errors.ts'
import { overviewOf } from './overview.ts'
import { pumpProspects } from './pump.ts'
import { catalogueOf, type ProspectSettings, prospectEnds, prospectSettings, storedStages } from './stages.ts'
import { prospectOf } from './view.ts'

export interface Prospects {
  /** Tells the warehouse what was said and not yet told. @returns words told */
  pump(): Promise<number>
  /** Everybody who came as a prospect, by stage, source and owner. */
  overview(workspace: Workspace, filter: ProspectFilter): ReturnType<typeof overviewOf>
  /** Somebody typed in, or found by a colleague in a letter. @throws prospect.… */
  make(workspace: Workspace, actor: Actor, who: NewProspect): ReturnType<typeof makeProspect>
  /** @throws prospect.notTakenBack */
  unmake(workspace: Workspace, actor: Actor, changeId: string): ReturnType<typeof unmakeProspect>
  /**
   * The person with a mail address, made where nobody has it.
   * @returns null where several share it, or whoever had it was erased
   */
  join(workspace: Workspace, who: { email: string; language: string; source: string }): Promise<number | null>
  routes(): Route[]
}

/** People before they buy: where they came from, where they stand, who looks after them. */
export function createProspects(deps: ProspectDeps, imports: OneRow): Prospects {
  const pump = () => pumpProspects(deps.ledger, deps.warehouse)
  const told = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done
    await pump()
    return result
  }
  const make: Prospects['make'] = (workspace, actor, who) =>
    told(makeProspect(deps, imports, workspace, actor, who))
  const unmake: Prospects['unmake'] = (workspace, actor, changeId) =>
    told(unmakeProspect(deps, imports, workspace, actor, changeId))
  return {
    pump,
    make,
    unmake,
    overview: (workspace, filter) => overviewOf(deps, workspace, filter),
    join: async (workspace, { email, language, source }) => {
      const body = api.newProspect.parse({ email, source })
      const by = { kind: 'system', id: 'sign-up' } as const
      try {
        const made = await told(makeProspect(deps, imports, workspace, by, body, { file: source, language }))
        const [known, another] = made.known
        if (made.customerId !== null) return Number(made.customerId)
        return known && !another ? Number(known.customerId) : null
      } catch (error) {
        if (isAppError(error) && error.code === 'prospect.erasedBefore') return null
        throw error
      }
    },
    routes: () => [
      route(api.prospectChoices, ({ workspace }) => choicesOf(deps, workspace)),
      route(api.saveProspectSettings, ({ workspace, actor }, { body }) =>
        saveStages(deps, workspace, actor, body),
      ),
      route(api.prospectOverview, ({ workspace }, { query }) => overviewOf(deps, workspace, query)),
      route(api.createProspect, ({ workspace, actor }, { body }) => make(workspace, actor, body)),
      route(api.undoCreateProspect, ({ workspace, actor }, { params }) =>
        unmake(workspace, actor, params.id),
      ),
      route(api.changeProspects, ({ workspace, actor }, { body }) =>
        told(changeProspects(deps, workspace, actor, body)),
      ),
      route(api.undoProspectChange, ({ workspace, actor }, { params }) =>
        told(undoChange(deps, workspace, actor, params.id)),
      ),
      route(api.customerProspect, ({ workspace }, { params }) => prospectOf(deps, workspace, params.id)),
    ],
  }
}

async function choicesOf(deps: ProspectDeps, workspace: Workspace) {
  const settings = await readSetting(deps.ledger, workspace.id, storedStages)
  const { stages, reasons } = catalogueOf(settings)
  const owners = await ownersOf(deps.ledger.db, workspace.id)
  return {
    stages: [...stages, ...prospectEnds],
    reasons,
    owners: [...owners].map(([id, name]) => ({ id, name })),
    settings,
  }
}

/** @throws prospect.stageInUse for one that the history names and that is missing now */
async function saveStages(
  deps: ProspectDeps,
  workspace: Workspace,
  actor: Actor,
  next: ProspectSettings,
): Promise<ProspectSettings> {
  const before = catalogueOf(await readSetting(deps.ledger, workspace.id, storedStages))
  const gone = (list: readonly { id: string }[], id: string) => !list.some((one) => one.id === id)
  const { rows } = await sql<{ value: string; reason: string }>`
    SELECT DISTINCT value, reason FROM prospect_words WHERE workspace_id = ${workspace.id} AND aspect = 'stage'`.execute(
    deps.ledger.db,
  )
  const lost =
    before.stages.find(({ id }) => gone(next.stages, id) && rows.some(({ value }) => value === id)) ??
    before.reasons.find(({ id }) => gone(next.reasons, id) && rows.some(({ reason }) => reason === id))
  if (lost) throw prospectErrors.stageInUse({ name: lost.label[workspace.locale] })
  const saved = await saveSetting(
    deps.ledger,
    workspace,
    actor,
    { name: storedStages.name, schema: prospectSettings, absent: next },
    next,
    'prospect.settings',
  )
  return saved
}
