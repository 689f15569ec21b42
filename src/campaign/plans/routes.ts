import { underWay } from '../../interaction/index.ts'
import { type Route, route } from '../../kit/api.ts'
import type { Interval } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { auditDeed } from '../audit.ts'
import { forecastCampaign } from '../forecast/api.ts'
import { getHome } from '../home/api.ts'
import { homeOf } from '../home/home.ts'
import { addLesson, listLessons } from '../lessons/api.ts'
import { getReport } from '../measurement/api.ts'
import { reportBarrier, requireReportable } from '../measurement/purpose.ts'
import { actorOf } from '../offers/routes.ts'
import { listOpportunities, planOpportunity } from '../opportunities/api.ts'
import type { CampaignRoom } from '../room.ts'
import * as api from './api.ts'
import { peopleOf } from './people.ts'
import { type CampaignRow, recipientsOf } from './plan.ts'

export function planRoutes(room: CampaignRoom): Route[] {
  const { campaigns, launching, reports, lessons, opportunities } = room
  return [
    route(api.listCampaigns, async ({ workspace }, { query }) => {
      const rows = await campaigns.list(workspace, query)
      const shown = await campaigns.present(workspace, rows)
      const increments = await incrementsOf(room, workspace, rows)
      return {
        items: shown.map((campaign, i) => {
          const row = rows[i]
          return {
            ...campaign,
            recipients: row ? recipientsOf(row) : null,
            incrementalMarginMinor: increments.get(campaign.id) ?? null,
          }
        }),
      }
    }),
    route(api.createCampaign, (c, { body }) => campaigns.create(c.workspace, body, actorOf(c))),
    route(api.getCampaign, (c, { params }) => campaigns.get(c.workspace, params.id)),
    route(api.updateCampaign, (c, { params, body }) =>
      campaigns.update(c.workspace, params.id, body, actorOf(c)),
    ),
    route(api.deleteCampaign, (c, { params }) => campaigns.remove(c.workspace, params.id, actorOf(c))),
    route(api.restoreCampaign, (c, { params }) => campaigns.restore(c.workspace, params.id, actorOf(c))),
    route(api.cloneCampaign, (c, { params }) => campaigns.clone(c.workspace, params.id, actorOf(c))),
    route(forecastCampaign, (c, { params }) => room.forecast(c.workspace, params.id, c.task)),
    route(api.launchCampaign, (c, { params, body }) =>
      launching.launch(c.workspace, params.id, body, actorOf(c)),
    ),
    route(api.stopCampaign, (c, { params }) => launching.stop(c.workspace, params.id, actorOf(c))),
    route(api.pauseCampaign, (c, { params }) => launching.pause(c.workspace, params.id, actorOf(c))),
    route(api.resumeCampaign, (c, { params }) => launching.resume(c.workspace, params.id, actorOf(c))),
    route(api.campaignUnderWay, async (c, { params }) => {
      const row = await campaigns.row(c.workspace, params.id)
      return underWay(room.deps.ledger, c.workspace, row.id)
    }),
    route(getReport, async (c, { params }) => {
      const row = await campaigns.row(c.workspace, params.id)
      await requireReportable(room.deps, c.workspace)
      return reports.of(c.workspace, row)
    }),
    route(api.campaignPeople, async (c, { params, query }) =>
      peopleOf(room.deps, c.workspace, await campaigns.row(c.workspace, params.id), query),
    ),
    route(api.downloadList, async (c, { params, query }) => {
      const row = await campaigns.row(c.workspace, params.id)
      const raw = await room.list(c.workspace, params.id, query.arm)
      const subject = { kind: 'campaign', id: params.id }
      await auditDeed(room.deps.ledger.db, c.workspace, actorOf(c), 'campaign.list', subject, {
        ...{ arm: query.arm, use: 'marketing' },
      })
      return { raw, contentType: 'text/csv; charset=utf-8', fileName: `${row.name}-${query.arm}.csv` }
    }),
    route(listLessons, async (c, { query }) => ({
      items: await lessons.list(c.workspace, c.locale, query),
    })),
    route(addLesson, (c, { params, body }) => lessons.add(c.workspace, params.id, body.text, actorOf(c))),
    route(listOpportunities, (c) => opportunities.list(c.workspace)),
    route(planOpportunity, (c, { params }) => opportunities.plan(c.workspace, params.id, actorOf(c))),
    route(getHome, (c) => homeOf(room.deps, c.workspace, room)),
  ]
}

/** A running campaign is a heavy question to the engine; beyond these the list waits for their final reports. */
const runningShown = 20

async function incrementsOf(
  room: CampaignRoom,
  workspace: Workspace,
  rows: readonly CampaignRow[],
): Promise<Map<string, Interval>> {
  const increments = new Map<string, Interval>()
  // Why there is none, the report of each says.
  if ((await reportBarrier(room.deps, workspace)).length > 0) return increments
  let running = 0
  for (const row of rows) {
    if (row.final_report === null && (row.launched_at === null || ++running > runningShown)) continue
    const report = await room.reports.of(workspace, row)
    if (report) increments.set(row.id, report.incrementalMarginMinor)
  }
  return increments
}
