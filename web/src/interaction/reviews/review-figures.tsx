import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewFigures } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { band, categoryAxis, chartBase, namedLine, valueAxis } from '../../ui/chart/look.ts'
import { ComputedAt, FigureRow } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { ReviewFilter } from './review-filters.tsx'

type Counted = ReviewFigures['months'][number]['annoyed']

/** Figures, the annoyed share month by month, and the topics. */
export function ReviewFiguresPart({
  figures,
  topic,
}: {
  figures: ReviewFigures
  topic: ReviewFilter['topic']
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (figures.n === 0) return null
  const range = (of: Counted) => `${format.percent(of.lo)} … ${format.percent(of.hi)}`
  const { stars, annoyed } = figures
  return (
    <Part title={t('reviews.figures')} actions={<ComputedAt at={figures.computedAt} />}>
      <FigureRow
        items={[
          {
            label: t('reviews.count'),
            value: format.integer(figures.n),
            note: t('reviews.corrected', { shown: format.integer(figures.corrected) }),
          },
          {
            label: t('reviews.meanStars'),
            value: stars === null ? '–' : format.decimal(stars.mean, 2),
            note: stars === null ? '' : `${format.decimal(stars.lo, 2)} … ${format.decimal(stars.hi, 2)}`,
          },
          {
            label: t('reviews.annoyed'),
            value: annoyed === null ? '–' : format.percent(annoyed.share),
            note: annoyed === null ? '' : range(annoyed),
          },
        ]}
      />
      <div className="columns">
        <div className="span-7">
          <Months figures={figures} topic={topic} />
        </div>
        <div className="span-5">
          <DataTable
            label={t('reviews.topics')}
            rows={figures.topics}
            rowKey={(row) => row.topic}
            columns={[
              { key: 'topic', title: t('reviews.topic'), render: (row) => t(`cases.topics.${row.topic}`) },
              {
                key: 'about',
                title: t('reviews.about'),
                figure: true,
                render: (row) => (
                  <>
                    {format.percent(row.about.share)} <span className="range">({range(row.about)})</span>
                  </>
                ),
              },
              {
                key: 'annoyed',
                title: t('reviews.annoyed'),
                figure: true,
                render: (row) => (
                  <>
                    {format.percent(row.annoyed.share)} <span className="range">({range(row.annoyed)})</span>
                  </>
                ),
              },
            ]}
          />
          <p className="faint">{t('reviews.coded')}</p>
        </div>
      </div>
    </Part>
  )
}

/** Share of reviews that sound annoyed; with a topic chosen these are the reviews about it. */
function Months({ figures, topic }: { figures: ReviewFigures; topic: ReviewFilter['topic'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const { months } = figures
  const title = topic
    ? t('reviews.annoyedAbout', { topic: t(`cases.topics.${topic}`) })
    : t('reviews.annoyedByMonth')
  const option = useMemo(() => {
    const color = palette.series[1] ?? palette.ink
    return {
      ...chartBase(palette),
      xAxis: categoryAxis(
        palette,
        months.map(({ month }) => month),
        { boundaryGap: false },
      ),
      yAxis: valueAxis(palette, (value) => format.percent(value, 0), { min: 0, max: 1, interval: 0.25 }),
      series: [
        ...band(
          'annoyed',
          color,
          months.map(({ annoyed }) => ({ lo: annoyed.lo, hi: annoyed.hi })),
        ),
        namedLine(
          t('reviews.annoyed'),
          color,
          months.map(({ annoyed }) => annoyed.share),
        ),
      ],
    }
  }, [months, palette, format, t])
  const last = months.at(-1)
  return (
    <Chart
      title={title}
      description={
        last
          ? t('reviews.chartSays', {
              month: last.month,
              share: format.percent(last.annoyed.share),
              lo: format.percent(last.annoyed.lo),
              hi: format.percent(last.annoyed.hi),
            })
          : ''
      }
      option={option}
      table={{
        head: [
          t('reviews.month'),
          t('reviews.count'),
          t('reviews.annoyed'),
          t('chart.lower'),
          t('chart.upper'),
        ],
        rows: months.map(({ month, n, annoyed }) => [
          month,
          format.integer(n),
          format.percent(annoyed.share),
          format.percent(annoyed.lo),
          format.percent(annoyed.hi),
        ]),
      }}
    />
  )
}
