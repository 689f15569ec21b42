import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import type { Campaign } from '../api/types.ts'
import { Blocked } from '../insight/segments/blocked.tsx'
import { Go } from '../ui/go.tsx'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { CampaignActions } from './campaign-actions.tsx'
import { PausedNotice } from './pause.tsx'
import { CampaignPeople } from './people.tsx'
import { PlanEditor } from './plan/plan-editor.tsx'
import { PlanSummary } from './plan/plan-summary.tsx'
import { ListDownloads } from './report/list-downloads.tsx'
import { ReportView } from './report/report-view.tsx'
import { CampaignStatusMark } from './status.tsx'

const launching = new Set<Campaign['status']>(['launching', 'scheduled'])

/** One campaign, from plan to report. */
export function CampaignPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useRead(
    '/campaigns/{id}',
    { path: { id } },
    {
      refetchInterval: (data) =>
        data && launching.has(data.status) ? 1_500 : data?.status === 'live' ? 10_000 : false,
    },
  )
  return (
    <Loaded query={query} where={t('shell.campaigns')} height={560}>
      {(campaign) =>
        campaign.status === 'draft' && !campaign.deletedAt ? (
          <PlanEditor key={campaign.id} saved={campaign} />
        ) : (
          <Launched campaign={campaign} />
        )
      }
    </Loaded>
  )
}

function Launched({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [url] = useUrlState()
  const mayPeople = useMay('customers.read')
  const tabs = ['report', 'plan', ...(mayPeople ? ['people' as const] : [])] as const
  const tab = tabs.find((key) => key === url.tab) ?? (campaign.deletedAt ? 'plan' : 'report')
  return (
    <Page
      title={campaign.name}
      back={{ to: '/campaigns', label: t('shell.campaigns') }}
      answers={
        <>
          <CampaignStatusMark status={campaign.status} isPaused={campaign.paused !== null} />{' '}
          {t(`objective.${campaign.objective}`)}
          {campaign.launchedAt
            ? ` · ${t('campaigns.one.liveAnswers', { date: format.dateTime(campaign.launchedAt), until: format.date(campaign.outcomeEndsAt) })}`
            : null}
        </>
      }
      actions={<CampaignActions campaign={campaign} />}
    >
      <PausedNotice campaign={campaign} />
      {campaign.segmentId && running.has(campaign.status) ? (
        <RunningBlocked segmentId={campaign.segmentId} status={campaign.status} />
      ) : null}
      <nav className="tabs" aria-label={campaign.name}>
        {tabs.map((key) => (
          <CampaignTab key={key} to={`/campaigns/${campaign.id}?tab=${key}`} here={tab === key}>
            {t(`campaigns.one.tabs.${key}`)}
          </CampaignTab>
        ))}
      </nav>
      {tab === 'plan' ? <PlanSummary campaign={campaign} /> : null}
      {tab === 'report' ? (
        <>
          <ListDownloads campaign={campaign} />
          <ReportView campaign={campaign} />
        </>
      ) : null}
      {tab === 'people' ? <CampaignPeople campaign={campaign} /> : null}
    </Page>
  )
}

const running = new Set<Campaign['status']>(['scheduled', 'launching', 'live'])

/** What its people were chosen by may no longer be used for marketing: said by name where the campaign runs all the same. */
function RunningBlocked({ segmentId, status }: { segmentId: string; status: Campaign['status'] }) {
  const { t } = useTranslation()
  const segment = useRead('/segments/{id}', { path: { id: segmentId } }, { staleTime: 60_000 }).data
  if (!segment || segment.blocked.length === 0) return null
  return (
    <Blocked
      segment={segment}
      title={t(status === 'live' ? 'privacy.purposes.blockedLive' : 'privacy.purposes.blockedLaunch')}
    />
  )
}

function CampaignTab({ to, here, children }: { to: string; here: boolean; children: string }) {
  return (
    <span className={here ? 'tab-here' : ''}>
      <Go to={to}>{children}</Go>
    </span>
  )
}
