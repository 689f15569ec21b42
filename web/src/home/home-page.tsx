import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useSlug, useWorkspace } from '../api/hooks.ts'
import type { Home } from '../api/types.ts'
import { DropZone } from '../data/drop-zone.tsx'
import { ImportFlow } from '../data/import-flow.tsx'
import { takeFile } from '../data/pending-file.ts'
import { useImportFlow } from '../data/use-import-flow.ts'
import { useTakesDrops } from '../shell/dropped-file.ts'
import { EffectChart } from '../ui/chart/effect-chart.tsx'
import { ComputedAt } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { InSteps } from '../ui/in-steps.tsx'
import { Page, Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { Alerts } from './alerts.tsx'
import { DemoChoice } from './demo-choice.tsx'
import { Headline } from './headline.tsx'
import { Opportunities } from './opportunities.tsx'
import { RunningCampaigns } from './running.tsx'
import { TimeLapse, useTimeLapse } from './time-lapse.tsx'

export function HomePage() {
  const { t } = useTranslation()
  const workspace = useWorkspace()
  const slug = useSlug()
  const mayImport = useMay('imports.run')
  const isDemo = workspace?.kind === 'demo'
  const lapse = useTimeLapse(isDemo)
  const home = useRead('/home', {}, { keep: true, refetchInterval: lapse.running ? 1_000 : 30_000 })
  const flow = useImportFlow()
  const [asking, setAsking] = useState<File | null>(null)
  const { choose } = flow
  useEffect(() => {
    const file = takeFile(slug)
    if (file) void choose(file)
  }, [slug, choose])
  const take = (file: File) => (isDemo ? setAsking(file) : void choose(file))
  const idle = flow.flow.step === 'idle'
  useTakesDrops(mayImport ? (idle || flow.flow.step === 'ended' ? take : 'busy') : null)
  return (
    <Page
      title={t('shell.home')}
      answers={t('home.answers')}
      actions={home.data ? <ComputedAt at={home.data.computedAt} /> : null}
    >
      {home.data?.empty && mayImport && idle ? (
        <DropZone large title={t('home.drop.emptyTitle')} onFile={take}>
          {t('home.drop.emptyHelp')}
        </DropZone>
      ) : null}
      <ImportFlow state={flow} afterwards={<a href="#opportunities">{t('data.seeOpportunities')}</a>} />
      {home.data ? (
        home.data.empty ? null : (
          <Answer home={home.data} lapse={isDemo ? <TimeLapse state={lapse} /> : null} />
        )
      ) : home.error ? (
        <ErrorState error={home.error} where={t('shell.home')} onRetry={() => void home.refetch()} />
      ) : (
        <Loading height={480} />
      )}
      {home.data && !home.data.empty && mayImport && idle ? <DropZone onFile={take} /> : null}
      <DemoChoice
        file={asking}
        onClose={() => setAsking(null)}
        onHere={(file) => {
          setAsking(null)
          void choose(file)
        }}
      />
    </Page>
  )
}

/** Why there is no curve, which is not always that there was no campaign. */
function nothingDrawn(home: Home, mayCount: boolean) {
  if (home.leftOut.length > 0) return 'home.featuredLeftOut'
  if (home.featured) return 'chart.nothingYet'
  return mayCount ? 'home.featuredEmpty' : 'shell.noDays'
}

function Answer({ home, lapse }: { home: Home; lapse: React.ReactNode }) {
  const { t } = useTranslation()
  const mayPlan = useMay('campaigns.edit')
  const mayCount = useMay('customers.read')
  // Before the first campaign, what could be done is the answer.
  const untouched = home.campaigns.length === 0
  return (
    <>
      <InSteps />
      {untouched ? <Opportunities /> : null}
      <div className="columns">
        <div className="span-4 stack">
          <Headline home={home} />
          {lapse}
          <Part title={t('home.alerts')}>
            <Alerts alerts={home.alerts} />
          </Part>
        </div>
        <Part
          className="span-8 fill"
          title={t('home.featured', { name: home.featured?.name ?? '' }).replace(/[：:]\s*$/, '')}
          actions={
            home.featured ? (
              <Go to={`/campaigns/${home.featured.campaignId}?tab=report`}>{t('home.openReport')}</Go>
            ) : null
          }
        >
          {home.featured && home.featured.series.length > 1 ? (
            <EffectChart
              title={t('home.featured', { name: home.featured.name })}
              series={home.featured.series}
              currency={home.currency}
              height={320}
              fill
            />
          ) : (
            <EmptyState title={t(nothingDrawn(home, mayCount || untouched))} />
          )}
        </Part>
      </div>
      <Part
        title={t('home.running')}
        actions={mayPlan ? <Go to="/campaigns?new=1">{t('home.planOne')}</Go> : null}
      >
        {home.campaigns.length === 0 ? (
          <EmptyState
            title={t('home.runningEmpty')}
            action={<Button href="#opportunities">{t('home.opportunities')}</Button>}
          >
            {t('home.runningEmptyHelp')}
          </EmptyState>
        ) : (
          <RunningCampaigns home={home} />
        )}
      </Part>
      {untouched ? null : <Opportunities />}
    </>
  )
}
