import { useTranslation } from 'react-i18next'
import type { Home } from '../api/types.ts'
import { VerdictMark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Part } from '../ui/page.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'

/** The figure the whole product is for: what would not have come without the campaigns. */
export function Headline({ home }: { home: Home }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const interval = home.incrementalMarginMinor
  const { figure, range } = format.moneyEstimate(interval, home.currency)
  const net = interval.estimate === null ? null : interval.estimate - home.costMinor
  return (
    <Part title={t('home.incremental')}>
      {home.leftOut.length > 0 ? (
        <div className="stack">
          <p className="soft">{t('home.leftOut')}</p>
          {home.leftOut.map((line) => (
            <p key={line.en} className="notice">
              <Go to="/settings/privacy">{local(line)}</Go>
            </p>
          ))}
        </div>
      ) : interval.estimate === null ? (
        <p className="soft">{t('home.incrementalNone')}</p>
      ) : (
        <div className="stack">
          <div>
            <p className="headline" data-testid="incremental-margin">
              {figure}
            </p>
            <p className="headline-range">
              {range} <VerdictMark verdict={interval.verdict} />
            </p>
          </div>
          <dl className="pairs">
            <div>
              <dt>{t('home.cost')}</dt>
              <dd>{format.moneyCompact(home.costMinor, home.currency)}</dd>
            </div>
            <div>
              <dt>{t('home.net')}</dt>
              <dd>{format.moneyCompact(net, home.currency, { signed: true })}</dd>
            </div>
          </dl>
          <p className="faint">{t('home.incrementalHelp', { level: format.percent(interval.level, 0) })}</p>
        </div>
      )}
    </Part>
  )
}
