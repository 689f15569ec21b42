import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SurveyFigures } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { band, categoryAxis, chartBase, namedLine, valueAxis } from '../../ui/chart/look.ts'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useScoreText } from './words.tsx'

/** The score week by week with its interval as a band: a line that leaves the band of the week before has moved. */
export function ScoreChart({ figures }: { figures: SurveyFigures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const write = useScoreText()
  const { weeks, survey } = figures
  const { kind } = survey
  const option = useMemo(() => {
    const color = palette.series[0] ?? palette.ink
    return {
      ...chartBase(palette),
      xAxis: categoryAxis(
        palette,
        weeks.map(({ key }) => format.date(key)),
        { boundaryGap: false },
      ),
      yAxis: valueAxis(palette, (value) => write(kind, value), {
        min: kind === 'nps' ? -1 : 0,
        max: 1,
      }),
      series: [
        ...band(
          'score',
          color,
          weeks.map(({ score }) => ({ lo: score?.lo ?? null, hi: score?.hi ?? null })),
        ),
        namedLine(
          t(`surveys.kinds.${kind}`),
          color,
          weeks.map(({ score }) => score?.estimate ?? null),
        ),
      ],
    }
  }, [weeks, palette, format, write, kind, t])
  const rows = weeks.map(({ key, n, score }) => [
    format.date(key),
    format.integer(n),
    ...(score === null
      ? ['–', '–', '–']
      : [write(kind, score.estimate), write(kind, score.lo), write(kind, score.hi)]),
  ])
  const last = weeks.at(-1)
  return (
    <Chart
      title={t('surveys.byWeek')}
      description={
        last?.score
          ? t('surveys.chartSays', {
              week: format.date(last.key),
              score: write(kind, last.score.estimate),
              lo: write(kind, last.score.lo),
              hi: write(kind, last.score.hi),
            })
          : t('surveys.tooFew')
      }
      option={option}
      table={{
        head: [
          t('surveys.week'),
          t('surveys.answered'),
          t('surveys.score'),
          t('chart.lower'),
          t('chart.upper'),
        ],
        rows,
      }}
    />
  )
}
