import { pausesOf } from '../interaction/index.ts'
import { type Route, route } from '../kit/api.ts'
import { calendarRoutes } from './calendar/routes.ts'
import type { CampaignDeps } from './deps.ts'
import { campaignErrors } from './errors.ts'
import { forecastOf } from './forecast/of-campaign.ts'
import { openLaunching } from './launch/launch.ts'
import { armList } from './launch/lists.ts'
import { openMayContact, openMessageFor } from './launch/ports.ts'
import { openScheduler } from './launch/scheduler.ts'
import { openLessons } from './lessons/lessons.ts'
import { placeboCoverage } from './measurement/placebo.ts'
import { openReports } from './measurement/reports.ts'
import { openOffers } from './offers/index.ts'
import { offerRoutes } from './offers/routes.ts'
import { openOpportunities } from './opportunities/opportunities.ts'
import { openCampaigns } from './plans/campaigns.ts'
import { planRoutes } from './plans/routes.ts'
import type { CampaignRoom } from './room.ts'
import { customerContacts } from './why/api.ts'
import { contactsOf } from './why/contacts.ts'

export function openCampaign(deps: CampaignDeps): CampaignRoom {
  const { offers, creatives } = openOffers(deps.ledger)
  const campaigns = openCampaigns(deps, { offers, creatives })
  const launching = openLaunching(deps, { campaigns, offers, creatives })
  return {
    deps,
    offers,
    creatives,
    campaigns,
    launching,
    reports: openReports(deps),
    lessons: openLessons(deps, campaigns),
    opportunities: openOpportunities(deps, { campaigns, offers, creatives }),
    scheduler: openScheduler(deps, launching),
    forecast: (workspace, id, task) =>
      forecastOf(deps, { campaigns, offers, creatives }, workspace, id, task),
    list: async (workspace, id, arm) => {
      const row = await campaigns.row(workspace, id)
      if (arm === 'treatment' && (await pausesOf(deps.ledger.db, workspace)).has(id))
        throw campaignErrors.paused({ name: row.name })
      return armList(deps, workspace, row, arm)
    },
    placeboCoverage: (workspace, options) => placeboCoverage(deps.warehouse, workspace, options),
    mayContact: openMayContact(deps),
    messageFor: openMessageFor(deps),
  }
}

export function campaignRoutes(room: CampaignRoom): Route[] {
  return [
    ...planRoutes(room),
    ...offerRoutes(room),
    ...calendarRoutes(room.deps),
    route(customerContacts, ({ workspace }, { params, query }) =>
      contactsOf(room.deps, workspace, params.id, query.limit),
    ),
  ]
}

export type { AudienceSegment, CampaignDeps, DeliveryCounts } from './deps.ts'
export { chooseLanguage, languagesSaid } from './launch/languages.ts'
export { campaignVariables } from './launch/variables.ts'
export { capped, capsOf } from './measurement/caps.ts'
export type { PlaceboOptions, PlaceboResult } from './measurement/placebo.ts'
export type { Report } from './measurement/report.ts'
export { mediaRoutes } from './media/routes.ts'
export { mediaSpendRoutes } from './media/spend/routes.ts'
export { inLanguage, languagesOf } from './offers/creative.ts'
export type { Creative, CreativeInput, Offer, OfferInput } from './offers/index.ts'
export type { CampaignInput, Objective } from './plans/api.ts'
export type { Campaign, Forecast } from './plans/plan.ts'
export type { CampaignRoom } from './room.ts'
