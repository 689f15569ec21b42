import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { SourceHealth } from '../../api/types.ts'
import { ComputedAt, Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { DataTabs } from '../data-tabs.tsx'
import { AlertList } from './alert-list.tsx'
import { Dimensions } from './dimensions.tsx'

const refreshEveryMs = 30_000

/** Which data can be trusted today: what looks wrong first, then each source with its five dimensions. */
export function HealthPage() {
  const { t } = useTranslation()
  const query = useRead('/health', {}, { refetchInterval: refreshEveryMs })
  return (
    <Page
      title={t('quality.health.title')}
      answers={t('quality.health.answers')}
      actions={<ComputedAt at={query.data?.computedAt} />}
    >
      <DataTabs />
      <Loaded query={query} where={t('quality.health.title')} height={480}>
        {({ alerts, sources }) =>
          sources.length === 0 ? (
            <EmptyState
              title={t('quality.health.empty')}
              action={<Go to="/data">{t('quality.map.toImport')}</Go>}
            >
              {t('quality.health.emptyHelp')}
            </EmptyState>
          ) : (
            <>
              <Part title={t('quality.health.alerts')}>
                {alerts.length === 0 ? (
                  <EmptyState title={t('quality.health.noAlerts')}>
                    {t('quality.health.noAlertsHelp')}
                  </EmptyState>
                ) : (
                  <AlertList alerts={alerts} label={t('quality.health.alerts')} />
                )}
              </Part>
              <Part title={t('quality.health.sources')} note={t('quality.health.sourcesNote')}>
                <ul className="health-list">
                  {sources.map((source) => (
                    <li key={source.id}>
                      <SourceLine source={source} />
                    </li>
                  ))}
                </ul>
              </Part>
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function SourceLine({ source }: { source: SourceHealth }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  return (
    <>
      <div className="health-head">
        <h3>
          <Go to={`/data/health/${source.id}`}>{source.name}</Go>
        </h3>
        <span className="faint">
          {t(`quality.dataset.${source.brings}`)}
          {source.owner ? ` · ${source.owner}` : ''}
          {source.newest ? ` · ${t('quality.health.newestRow', { at: format.dateTime(source.newest) })}` : ''}
        </span>
        {source.openAlerts > 0 ? (
          <Mark tone="look">
            {t('quality.health.openAlerts', {
              count: source.openAlerts,
              shown: format.integer(source.openAlerts),
            })}
          </Mark>
        ) : null}
      </div>
      {source.now ? (
        <>
          <Dimensions source={source} />
          {source.meaning.map((text) => (
            <p key={text.en} className="soft">
              {local(text)}
            </p>
          ))}
        </>
      ) : (
        <p className="faint">{t('quality.health.unmeasured')}</p>
      )}
    </>
  )
}
