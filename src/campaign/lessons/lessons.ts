import type { z } from 'zod'
import { interval } from '../../kit/api-shapes.ts'
import type { Locale } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { isUuid } from '../offers/definitions.ts'
import type { Objective } from '../plans/api.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import type { lessonShape } from './api.ts'

export type Lesson = z.output<typeof lessonShape>

export interface Lessons {
  list(
    workspace: Workspace,
    locale: Locale,
    filter?: { objective?: Objective | undefined; campaign?: string | undefined },
  ): Promise<Lesson[]>
  /** @throws common.notFound */
  add(workspace: Workspace, campaignId: string, text: string, actorId: string): Promise<Lesson>
}

export function openLessons(deps: CampaignDeps, campaigns: Campaigns): Lessons {
  return {
    async list(workspace, locale, filter = {}) {
      if (filter.campaign !== undefined && !isUuid(filter.campaign)) return []
      let query = deps.ledger.db
        .selectFrom('lessons')
        .innerJoin('campaigns', 'campaigns.id', 'lessons.campaign_id')
        .select([
          'lessons.id',
          'lessons.campaign_id',
          'campaigns.name',
          'lessons.objective',
          'lessons.words',
          'lessons.author',
          'lessons.at',
          'lessons.effect',
        ])
        .where('lessons.workspace_id', '=', workspace.id)
        .orderBy('lessons.at', 'desc')
        .orderBy('lessons.id', 'desc')
        .limit(500)
      if (filter.objective) query = query.where('lessons.objective', '=', filter.objective)
      if (filter.campaign) query = query.where('lessons.campaign_id', '=', filter.campaign)
      return (await query.execute()).map((row) => ({
        id: row.id,
        campaignId: row.campaign_id,
        campaignName: row.name,
        objective: row.objective,
        text: row.words[locale],
        author: row.author,
        at: row.at.toISOString(),
        effect: row.effect === null ? null : interval.parse(row.effect),
      }))
    },
    async add(workspace, campaignId, text, actorId) {
      const campaign = await campaigns.row(workspace, campaignId)
      const at = workspace.clock.now()
      const id = newId()
      await deps.ledger.db
        .insertInto('lessons')
        .values({
          id,
          workspace_id: workspace.id,
          campaign_id: campaign.id,
          objective: campaign.objective,
          author: 'user',
          words: { en: text, 'zh-CN': text },
          actor_id: actorId,
          at,
        })
        .execute()
      return {
        id,
        campaignId: campaign.id,
        campaignName: campaign.name,
        objective: campaign.objective,
        text,
        author: 'user',
        at: at.toISOString(),
        effect: null,
      }
    },
  }
}
