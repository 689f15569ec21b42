import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interval } from '../api/types.ts'
import { useFormat } from './use-format.ts'

/** A small word about the state of something; colour only supports what the word says. */
export function Mark({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'good' | 'look' | 'quiet'
  children: ReactNode
}) {
  return <span className={`mark mark-${tone}`}>{children}</span>
}

/** When a figure was computed; exact on hover and on focus. */
export function ComputedAt({ at, prefix }: { at: string | null | undefined; prefix?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!at) return null
  const exact = `${format.dateTime(at)} (${format.timeZone})`
  return (
    <Tooltip title={exact}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time appears on focus too */}
      <time className="computed" dateTime={at} tabIndex={0}>
        {prefix ?? t('figures.computed')} {format.dateTime(at)}
      </time>
    </Tooltip>
  )
}

export function VerdictMark({ verdict }: { verdict: Interval['verdict'] }) {
  const { t } = useTranslation()
  const tone = { positive: 'good', negative: 'look', inconclusive: 'plain', no_data: 'quiet' } as const
  return <Mark tone={tone[verdict]}>{t(`figures.verdict.${verdict}`)}</Mark>
}

/** `+¥12.3 万 (8.1 … 16.5)`, and the verdict in words where the interval holds zero. */
export function MoneyEstimate({
  interval,
  currency,
  verdict = true,
}: {
  interval: Interval
  currency: string
  verdict?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (interval.estimate === null) return <span className="faint">{t('figures.noEstimate')}</span>
  const { figure, range } = format.moneyEstimate(interval, currency)
  return (
    <span className="estimate">
      <span>{figure}</span> <span className="range">{range}</span>
      {verdict && interval.verdict === 'inconclusive' ? (
        <>
          {' '}
          <VerdictMark verdict="inconclusive" />
        </>
      ) : null}
    </span>
  )
}

export function PercentEstimate({ interval, digits = 1 }: { interval: Interval; digits?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (interval.estimate === null) return <span className="faint">{t('figures.noEstimate')}</span>
  return (
    <span className="estimate">
      {format.percentEstimate(interval, digits)}
      {interval.verdict === 'inconclusive' ? (
        <>
          {' '}
          <VerdictMark verdict="inconclusive" />
        </>
      ) : null}
    </span>
  )
}

/** A return on what was spent, as a share or a multiple of it. */
export function ReturnEstimate({ interval }: { interval: Interval }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (interval.estimate === null) return <span className="faint">{t('figures.noEstimate')}</span>
  const { figure, range } = format.returnEstimate(interval)
  return (
    <span className="estimate">
      <span>{figure}</span> <span className="range">{range}</span>
      {interval.verdict === 'inconclusive' ? (
        <>
          {' '}
          <VerdictMark verdict="inconclusive" />
        </>
      ) : null}
    </span>
  )
}

/** Figures in a row, each with its name above. */
export function FigureRow({ items }: { items: { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className="figure-row">
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd>
            <span className="figure-value">{item.value}</span>
            {item.note ? <span className="figure-note">{item.note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
