import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Figure } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'

/** Where a figure comes from; the reasoning opens on hover and on focus. */
export function Basis({ figure }: { figure: Figure }) {
  const { t } = useTranslation()
  const local = useLocal()
  const tone = figure.basis === 'no_basis' ? 'look' : figure.basis === 'assumption' ? 'plain' : 'quiet'
  return (
    <Tooltip title={local(figure.note)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reasoning must be reachable by keyboard */}
      <span tabIndex={0}>
        <Mark tone={tone}>{t(`figures.basis.${figure.basis}`)}</Mark>
      </span>
    </Tooltip>
  )
}

export type FigureKind = 'money' | 'percent' | 'ratio'

/** A forecast figure with its range and its basis; without a value it says why instead. */
export function ForecastFigure({
  figure,
  kind,
  currency,
}: {
  figure: Figure
  kind: FigureKind
  currency: string
}) {
  const format = useFormat()
  const write = (value: number | null) => {
    if (kind === 'money') return format.moneyCompact(value, currency)
    return kind === 'percent' ? format.percent(value) : format.return(value, { signed: true })
  }
  const hasRange = figure.lo !== null && figure.hi !== null && figure.lo !== figure.hi
  return (
    <span className="forecast-figure">
      <span className="estimate">
        <span>{write(figure.value)}</span>
        {hasRange ? (
          <span className="range">
            {' '}
            ({write(figure.lo)} … {write(figure.hi)})
          </span>
        ) : null}
      </span>{' '}
      <Basis figure={figure} />
    </span>
  )
}
