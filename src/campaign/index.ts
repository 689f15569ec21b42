import type { MayContact, MessageFor } from '../interaction/index.ts'
import type { Route } from '../kit/api.ts'
import type { Task } from '../kit/progress.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { CampaignDeps } from './deps.ts'
import { forecastOf } from './forecast/of-campaign.ts'
import { type Launching, openLaunching } from './launch/launch.ts'
import { armList } from './launch/lists.ts'
import { openMayContact, openMessageFor } from './launch/ports.ts'
import { openScheduler, type Scheduler } from './launch/scheduler.ts'
import { type Lessons, openLessons } from './lessons/lessons.ts'
import { type PlaceboOptions, type PlaceboResult, placeboCoverage } from './measurement/placebo.ts'
import { openReports, type Reports } from './measurement/reports.ts'
import { type Creatives, type Offers, openOffers } from './offers/index.ts'
import { offerRoutes } from './offers/routes.ts'
import { type Opportunities, openOpportunities } from './opportunities/opportunities.ts'
import { type Campaigns, openCampaigns } from './plans/campaigns.ts'
import type { Forecast } from './plans/plan.ts'
import { planRoutes } from './plans/routes.ts'

/** The room in which it is decided who gets what, and found out what it brought. */
export interface CampaignRoom {
  deps: CampaignDeps
  offers: Offers
  creatives: Creatives
  campaigns: Campaigns
  launching: Launching
  reports: Reports
  lessons: Lessons
  opportunities: Opportunities
  /** Starts what is due, takes on what a crash left, evaluates what has ended; `server` starts and stops it. */
  scheduler: Scheduler
  /** Of a draft, computed now; of a launched campaign, as it was confirmed. @throws campaign.incomplete without an audience */
  forecast(workspace: Workspace, id: string, task?: Task): Promise<Forecast>
  /** One arm of a decided campaign as CSV. */
  list(workspace: Workspace, id: string, arm: 'treatment' | 'control'): Promise<NodeJS.ReadableStream>
  /** Coverage of the intervals over many draws in history without a campaign. */
  placeboCoverage(workspace: Workspace, options: PlaceboOptions): Promise<PlaceboResult>
  /** The interaction room's questions at the moment of sending; wired in `server/compose.ts`. */
  mayContact: MayContact
  messageFor: MessageFor
}

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
    forecast: (workspace, id, task) => forecastOf(deps, { campaigns, offers }, workspace, id, task),
    list: async (workspace, id, arm) => armList(deps, workspace, await campaigns.row(workspace, id), arm),
    placeboCoverage: (workspace, options) => placeboCoverage(deps.warehouse, workspace, options),
    mayContact: openMayContact(deps),
    messageFor: openMessageFor(deps),
  }
}

export function campaignRoutes(room: CampaignRoom): Route[] {
  return [...planRoutes(room), ...offerRoutes(room)]
}

export type { AudienceSegment, CampaignDeps, DeliveryCounts } from './deps.ts'
export type { PlaceboOptions, PlaceboResult } from './measurement/placebo.ts'
export type { Report } from './measurement/report.ts'
export type { Creative, CreativeInput, Offer, OfferInput } from './offers/index.ts'
export type { CampaignInput, Objective } from './plans/api.ts'
export type { Campaign, Forecast } from './plans/plan.ts'
