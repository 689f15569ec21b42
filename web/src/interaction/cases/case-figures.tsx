import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { CaseFigures, Interval } from '../../api/types.ts'
import { ComputedAt, FigureRow, MoneyEstimate } from '../../ui/figures.tsx'
import type { Formatter } from '../../ui/format.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** What came of the complaints of the last ninety days. */
export function CaseFiguresRow() {
  const { t } = useTranslation()
  const query = useRead('/case-figures', { query: { days: 90 } })
  const where = t('cases.figures.title', { days: 90 })
  return (
    <Part title={where} actions={query.data ? <ComputedAt at={query.data.computedAt} /> : null}>
      <Loaded query={query} where={where} height={90}>
        {(figures) => <Figures figures={figures} />}
      </Loaded>
    </Part>
  )
}

function Figures({ figures }: { figures: CaseFigures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency, hoursToAnswer, satisfaction, trial } = figures
  const none = <span className="faint">{t('cases.figures.none')}</span>
  const [inTime, recovered] = [rate(figures.inTime, format, none), rate(figures.recovered, format, none)]
  return (
    <FigureRow
      items={[
        {
          label: t('cases.figures.received'),
          value: format.integer(figures.received),
          note: t('cases.figures.open', {
            open: format.integer(figures.open),
            late: format.integer(figures.late),
          }),
        },
        {
          label: t('cases.figures.inTime'),
          value: inTime.value,
          note:
            hoursToAnswer === null
              ? inTime.range
              : joined(
                  inTime.range,
                  t('cases.figures.median', {
                    median: format.decimal(hoursToAnswer.median, 1),
                    most: format.decimal(hoursToAnswer.most, 1),
                  }),
                ),
        },
        {
          label: t('cases.figures.recovered'),
          value: recovered.value,
          note: joined(recovered.range, t('cases.figures.ofClosed')),
        },
        {
          label: t('cases.figures.satisfaction'),
          value: satisfaction === null ? none : format.decimal(satisfaction.mean, 1),
          note: satisfaction === null ? null : t('cases.figures.ofAnswers', { count: satisfaction.answers }),
        },
        { label: t('cases.figures.given'), value: format.money(figures.remedyCostMinor, currency) },
        {
          label: t('cases.figures.spend'),
          value:
            trial.spendMinor.estimate === null ? (
              none
            ) : (
              <MoneyEstimate interval={trial.spendMinor} currency={currency} />
            ),
          note:
            trial.spendMinor.estimate === null
              ? t('cases.figures.noTrial')
              : t('cases.figures.spendNote', {
                  days: trial.days,
                  full: format.integer(trial.full),
                  standard: format.integer(trial.standard),
                }),
        },
      ]}
    />
  )
}

/** A share; its interval stands below, for there is nothing it would be compared with. */
function rate(interval: Interval, format: Formatter, none: ReactNode) {
  if (interval.estimate === null) return { value: none, range: null }
  return {
    value: format.percent(interval.estimate, 0),
    range: `${format.percent(interval.lo, 0)} … ${format.percent(interval.hi, 0)}`,
  }
}

const joined = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(' · ')
