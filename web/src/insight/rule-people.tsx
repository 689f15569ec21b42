import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCall, useSlug } from '../api/hooks.ts'
import type { SegmentPreview, SegmentRule } from '../api/types.ts'
import { FigureRow } from '../ui/figures.tsx'
import { Loaded } from '../ui/states.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { PeopleSample } from './people-sample.tsx'
import { ReachBars } from './reach-bars.tsx'

/** The people a rule describes: how many, whom of them we may write to, and some of them. */
export function RulePeople({ rule }: { rule: unknown }) {
  const { t } = useTranslation()
  const slug = useSlug()
  const send = useCall()
  const query = useQuery({
    queryKey: [slug, '/segments/preview', rule],
    queryFn: ({ signal }) =>
      send('post', '/segments/preview', {
        body: { rule: rule as SegmentRule, sample: 8 },
        signal,
      }) as Promise<SegmentPreview>,
  })
  return (
    <Loaded query={query} where={t('insight.segments.sample')} height={280}>
      {(preview) => <PreviewFigures preview={preview} />}
    </Loaded>
  )
}

export function PreviewFigures({ preview }: { preview: SegmentPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const ofAll = preview.total === 0 ? null : preview.customers / preview.total
  return (
    <div className="stack">
      <FigureRow
        items={[
          {
            label: t('insight.segments.count'),
            value: <span data-testid="live-count">{format.integer(preview.customers)}</span>,
            note: t('insight.segments.ofAll', {
              share: format.percent(ofAll),
              total: format.compact(preview.total),
            }),
          },
          {
            label: t('insight.segments.spend'),
            value:
              preview.monetaryMinor === null
                ? '–'
                : format.moneyCompact(preview.monetaryMinor, preview.currency),
          },
        ]}
      />
      <ReachBars preview={preview} />
      <p className="soft">{local(preview.words)}</p>
      <PeopleSample rows={preview.sample} currency={preview.currency} />
      <p className="faint">
        {format.dateTime(preview.computedAt)} ·{' '}
        {t('insight.segments.took', { ms: Math.round(preview.milliseconds) })}
      </p>
    </div>
  )
}
