import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Campaign, Forecast } from '../../api/types.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { isMultiple } from '../../ui/format.ts'
import { ownName } from '../../ui/language-name.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ForecastFigure } from '../basis.tsx'
import { InBin, isInBin } from './in-bin.tsx'
import type { useForecast } from './use-forecast.ts'

/** Whom the plan reaches, who gets nothing and why, and what it may bring; each figure with its basis. */
export function ForecastPanel({
  campaign,
  forecast,
  settled,
}: {
  campaign: Campaign
  forecast: ReturnType<typeof useForecast>
  /** False while the draft has changes that are not saved yet: what is shown is of the version before. */
  settled: boolean
}) {
  const { t } = useTranslation()
  const last = useRef(forecast.data)
  if (forecast.data) last.current = forecast.data
  const shown = forecast.data ?? last.current
  const old = forecast.isFetching || !settled
  return (
    <Part
      title={t('campaigns.forecast.title')}
      note={old ? t('campaigns.forecast.busy') : t('campaigns.forecast.help')}
      actions={<ComputedAt at={shown?.computedAt} />}
    >
      <div aria-live="polite" aria-busy={old} className={old && shown ? 'dimmed' : ''}>
        {campaign.segmentId === null ? (
          <EmptyState title={t('campaigns.forecast.needSegment')} />
        ) : forecast.error && !forecast.isFetching && isInBin(forecast.error) ? (
          <InBin campaign={campaign} error={forecast.error} />
        ) : forecast.error && !forecast.isFetching ? (
          <ErrorState
            error={forecast.error}
            where={t('campaigns.forecast.title')}
            onRetry={() => void forecast.refetch()}
          />
        ) : shown ? (
          <Figures forecast={shown} list={campaign.channel === 'list'} />
        ) : (
          <Loading height={420} />
        )}
      </div>
    </Part>
  )
}

function Figures({ forecast: f, list }: { forecast: Forecast; list: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const rows = [
    { key: 'cost', figure: f.costMinor, kind: 'money' },
    { key: 'incremental', figure: f.incrementalMarginMinor, kind: 'money' },
    { key: 'roi', figure: f.roi, kind: 'ratio' },
    { key: 'baselineRate', figure: f.baselineRate, kind: 'percent' },
    { key: 'baselineValue', figure: f.baselineValueMinor, kind: 'money' },
    { key: 'detectable', figure: f.detectableMinor, kind: 'money' },
    { key: 'power', figure: f.power, kind: 'percent' },
  ] as const
  const blocked = f.silent.filter((s) => s.customers > 0)
  return (
    <div className="stack">
      <div className="reach">
        <div>
          <p className="headline">{format.integer(f.recipients)}</p>
          <p className="soft">
            {list ? t('campaigns.forecast.recipientsList') : t('campaigns.forecast.recipients')}
          </p>
        </div>
        <Funnel forecast={f} />
      </div>
      <LanguageShares forecast={f} />
      <dl className="pairs forecast-pairs">
        {rows.map((row) => (
          <div key={row.key}>
            <dt>
              {t(`campaigns.forecast.${row.key}`)}
              {row.key === 'roi' && isMultiple(row.figure.value) ? (
                <span className="row-help">{t('campaigns.report.roiHelp')}</span>
              ) : null}
              {row.key === 'detectable' ? (
                <span className="row-help">{t('campaigns.forecast.detectableHelp')}</span>
              ) : null}
            </dt>
            <dd>
              <ForecastFigure figure={row.figure} kind={row.kind} currency={f.currency} />
            </dd>
          </div>
        ))}
      </dl>
      <div>
        <h3>{list ? t('campaigns.forecast.silentList') : t('campaigns.forecast.silent')}</h3>
        {blocked.length === 0 ? (
          <p className="soft">{t('campaigns.forecast.silentNone')}</p>
        ) : (
          <dl className="pairs">
            {blocked.map((s) => (
              <div key={s.reason}>
                <dt>{local(s.label)}</dt>
                <dd>{format.integer(s.customers)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {f.warnings.length > 0 ? (
        <div className="notice notice-look">
          <p>{t('campaigns.forecast.warnings')}</p>
          <ul className="plain-list">
            {f.warnings.map((warning) => (
              <li key={warning.en}>{local(warning)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

/** In which language how many will read it. */
function LanguageShares({ forecast: { languages = [] } }: { forecast: Forecast }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (languages.length === 0) return null
  return (
    <div>
      <h3>{t('campaigns.forecast.languages')}</h3>
      <dl className="pairs">
        {languages.map(({ language, customers, notTheirs }) => (
          <div key={language}>
            <dt lang={language}>{ownName(language)}</dt>
            <dd>
              {format.integer(customers)}
              {notTheirs > 0 ? (
                <span className="row-help">
                  {t('campaigns.forecast.notTheirs', { count: format.integer(notTheirs) })}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** The audience as one bar: who gets it, who is held back, who is blocked. */
function Funnel({ forecast: f }: { forecast: Forecast }) {
  const { t } = useTranslation()
  const format = useFormat()
  const width = (n: number) => `${f.audience === 0 ? 0 : (n / f.audience) * 100}%`
  return (
    <div className="funnel">
      <div className="funnel-bar" aria-hidden="true">
        <span className="funnel-get" style={{ width: width(f.recipients) }} />
        <span className="funnel-control" style={{ width: width(f.control) }} />
      </div>
      <p className="faint">
        {t('campaigns.forecast.of', { audience: format.integer(f.audience) })} ·{' '}
        {t('campaigns.forecast.control')} {format.integer(f.control)}
      </p>
    </div>
  )
}
