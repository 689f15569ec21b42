import type { MayContact, MessageFor } from '../interaction/index.ts'
import type { Task } from '../kit/progress.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { CampaignDeps } from './deps.ts'
import type { Launching } from './launch/launch.ts'
import type { Scheduler } from './launch/scheduler.ts'
import type { Lessons } from './lessons/lessons.ts'
import type { PlaceboOptions, PlaceboResult } from './measurement/placebo.ts'
import type { Reports } from './measurement/reports.ts'
import type { Creatives, Offers } from './offers/index.ts'
import type { Opportunities } from './opportunities/opportunities.ts'
import type { Campaigns } from './plans/campaigns.ts'
import type { Forecast } from './plans/plan.ts'

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
  /** One arm of a decided campaign as CSV. @throws campaign.paused for those to be contacted */
  list(workspace: Workspace, id: string, arm: 'treatment' | 'control'): Promise<NodeJS.ReadableStream>
  /** Coverage of the intervals over many draws in history without a campaign. */
  placeboCoverage(workspace: Workspace, options: PlaceboOptions): Promise<PlaceboResult>
  /** The interaction room's questions at the moment of sending; wired in `server/compose.ts`. */
  mayContact: MayContact
  messageFor: MessageFor
}
