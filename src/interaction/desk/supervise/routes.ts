import { saveSetting } from '../../../customer/index.ts'
import { type Route, route } from '../../../kit/api.ts'
import * as board from '../board/api.ts'
import { boardOf, figuresOf } from '../board/board.ts'
import type { DeskDeps } from '../deps.ts'
import * as dialler from '../dialler/api.ts'
import { diallerList, diallerResults } from '../dialler/dialler.ts'
import { deskErrors } from '../errors.ts'
import { listTasks } from '../lists.ts'
import { deskSettingsOf, storedDesk } from '../settings.ts'
import * as api from './api.ts'
import { assignTask, cancelTask, makeTask } from './by-hand.ts'
import { listRules, removeRule, saveRule } from './rules.ts'
import { listSeatable, listTeams, removeTeam, saveTeam } from './teams.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const time = (text: string | null) => (text === null ? null : new Date(text))

/** What a supervisor does: teams, rules, the queue, the dialler, settings. */
export function superviseRoutes(deps: DeskDeps): Route[] {
  const { ledger } = deps
  const teamOf = (id: string) => {
    if (!uuid.test(id)) throw deskErrors.unknownTeam({})
    return id
  }
  const ruleOf = (id: string) => {
    if (!uuid.test(id)) throw deskErrors.unknownRule({})
    return id
  }
  return [
    route(api.listTeams, async ({ workspace }) => ({
      items: await listTeams(ledger, workspace),
      people: await listSeatable(ledger, workspace),
    })),
    route(api.addTeam, async ({ workspace, actor }, { body }) => ({
      id: await saveTeam(ledger, workspace, actor, null, body),
    })),
    route(api.changeTeam, async ({ workspace, actor }, { params, body }) => ({
      id: await saveTeam(ledger, workspace, actor, teamOf(params.id), body),
    })),
    route(api.removeTeam, async ({ workspace, actor }, { params }) => ({
      cancelled: await removeTeam(ledger, workspace, actor, teamOf(params.id)),
    })),
    route(api.listRules, async ({ workspace }) => ({ items: await listRules(ledger, workspace) })),
    route(api.addRule, async ({ workspace, actor }, { body }) => ({
      id: await saveRule(ledger, workspace, actor, null, body),
    })),
    route(api.changeRule, async ({ workspace, actor }, { params, body }) => ({
      id: await saveRule(ledger, workspace, actor, ruleOf(params.id), body),
    })),
    route(api.removeRule, async ({ workspace, actor }, { params }) => {
      await removeRule(ledger, workspace, actor, ruleOf(params.id))
      return { removed: true } as const
    }),
    route(api.makeTask, async ({ workspace, actor }, { body }) => ({
      id: await makeTask(ledger, workspace, actor, {
        ...body,
        ...{
          dueFrom: time(body.dueFrom),
          dueUntil: new Date(body.dueUntil),
          promisedAt: time(body.promisedAt),
        },
      }),
    })),
    route(api.listTasks, ({ workspace }, { query }) => listTasks(deps, workspace, query)),
    route(api.assignTask, async ({ workspace, actor }, { params, body }) => {
      await assignTask(ledger, workspace, actor, params.id, body.userId)
      return { assigned: true } as const
    }),
    route(api.cancelTask, async ({ workspace, actor }, { params }) => {
      await cancelTask(ledger, workspace, actor, params.id)
      return { cancelled: true } as const
    }),
    route(api.getDeskSettings, ({ workspace }) => deskSettingsOf(ledger, workspace.id)),
    route(api.saveDeskSettings, ({ workspace, actor }, { body }) =>
      saveSetting(ledger, workspace, actor, storedDesk, body, 'desk.settings'),
    ),
    route(dialler.exportForDialler, async ({ workspace, actor, fields }, { body }) => {
      if (fields.of('phone') !== 'clear') throw deskErrors.phoneHidden({})
      const raw = await diallerList(deps, workspace, actor, body)
      return { raw, contentType: 'text/csv; charset=utf-8', fileName: 'dialler.csv' }
    }),
    route(dialler.importFromDialler, ({ workspace, actor }, { body }) =>
      diallerResults(deps, workspace, actor, body.csv),
    ),
    route(board.deskBoard, ({ workspace }, { query }) => boardOf(ledger, workspace, query.days)),
    route(board.myFigures, async ({ workspace, actor }, { query }) => ({
      days: query.days,
      figures:
        (await figuresOf(ledger, workspace, query.days)).find(({ userId }) => userId === actor.id) ?? null,
    })),
  ]
}
