import { useTranslation } from 'react-i18next'
import type { ProspectOverview } from '../../api/types.ts'
import { ComputedAt, FigureRow } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Conversion = ProspectOverview['conversion']

/** `12.5 % (8.1 … 18.7)`. */
function useConversion(): (conversion: Conversion) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (conversion) => {
    if (conversion === null) return '–'
    const range = t('prospects.range', {
      lo: format.percent(conversion.lo, 1),
      hi: format.percent(conversion.hi, 1),
    })
    return `${format.percent(conversion.estimate, 1)} (${range})`
  }
}

export function Totals({ overview }: { overview: ProspectOverview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { conversion } = overview
  return (
    <FigureRow
      items={[
        {
          label: t('prospects.figures.prospects'),
          value: format.integer(overview.prospects),
          note: t('prospects.figures.prospectsNote'),
        },
        { label: t('prospects.figures.won'), value: format.integer(overview.won) },
        { label: t('prospects.figures.lost'), value: format.integer(overview.lost) },
        {
          label: t('prospects.figures.conversion'),
          value: conversion === null ? '–' : format.percent(conversion.estimate, 1),
          note:
            conversion === null
              ? null
              : t('prospects.figures.conversionNote', {
                  range: t('prospects.range', {
                    lo: format.percent(conversion.lo, 1),
                    hi: format.percent(conversion.hi, 1),
                  }),
                }),
        },
      ]}
    />
  )
}

/** How far people come: one card a stage, each opening who stands there. */
export function Board({
  overview,
  chosen,
  onChoose,
}: {
  overview: ProspectOverview
  chosen: string
  onChoose: (stage: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const written = useConversion()
  return (
    <Part title={t('prospects.funnel')} note={<ComputedAt at={overview.computedAt} />}>
      <p className="soft">{t('prospects.funnelNote')}</p>
      <ul className="lead-board">
        {overview.stages.map((stage) => (
          <li key={stage.id} className="lead-stage" data-chosen={chosen === stage.id}>
            <button
              type="button"
              className="row-link"
              aria-pressed={chosen === stage.id}
              aria-label={t('prospects.showStage', { stage: local(stage.label) })}
              onClick={() => onChoose(chosen === stage.id ? '' : stage.id)}
            >
              {local(stage.label)}
            </button>
            <span>
              <span className="lead-here">{format.integer(stage.here)}</span>{' '}
              <span className="faint">{t('prospects.here')}</span>
            </span>
            {stage.reached === null ? null : (
              <>
                <span className="lead-bar" aria-hidden="true">
                  <span
                    style={{
                      width: `${overview.people === 0 ? 0 : (100 * stage.reached) / overview.people}%`,
                    }}
                  />
                </span>
                <span className="row-help">
                  {format.integer(stage.reached)} {t('prospects.reached')}
                </span>
              </>
            )}
            {stage.fromBefore === null ? null : (
              <span className="row-help">
                {t('prospects.fromBefore')} {written(stage.fromBefore)}
              </span>
            )}
            {stage.daysHere === null ? null : (
              <span className="row-help">
                {t('prospects.daysHere', { count: Math.round(stage.daysHere) })}
              </span>
            )}
            {stage.daysSpent === null ? null : (
              <span className="row-help">
                {t('prospects.daysSpent', {
                  days: stage.daysSpent < 0.95 ? '< 1' : format.decimal(stage.daysSpent, 1),
                })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

export function Origins({
  overview,
  onSource,
}: {
  overview: ProspectOverview
  onSource: (from: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const written = useConversion()
  type Counted = Pick<ProspectOverview['sources'][number], 'people' | 'prospects' | 'won' | 'conversion'>
  const counts = [
    {
      key: 'people',
      title: t('prospects.people'),
      figure: true,
      render: (row: Counted) => format.integer(row.people),
    },
    {
      key: 'open',
      title: t('prospects.open'),
      figure: true,
      render: (row: Counted) => format.integer(row.prospects),
    },
    {
      key: 'won',
      title: t('prospects.won'),
      figure: true,
      render: (row: Counted) => format.integer(row.won),
    },
    {
      key: 'conversion',
      title: t('prospects.conversion'),
      figure: true,
      render: (row: Counted) => written(row.conversion),
    },
  ]
  return (
    <div className="columns">
      <div className="span-6">
        <Part title={t('prospects.sources')}>
          <p className="soft">{t('prospects.sourcesNote')}</p>
          <DataTable
            label={t('prospects.sources')}
            rows={overview.sources}
            rowKey={({ source }) => `${source.kind} ${source.id}`}
            columns={[
              {
                key: 'source',
                title: t('prospects.source'),
                render: ({ source }) =>
                  source.kind === 'said' || source.kind === 'campaign' ? (
                    <button type="button" className="row-link" onClick={() => onSource(source.id)}>
                      {source.label} <span className="faint">{t(`prospects.kinds.${source.kind}`)}</span>
                    </button>
                  ) : (
                    <span>
                      {source.label || t('prospects.unknownSource')}{' '}
                      {source.kind === 'data' ? (
                        <span className="faint">{t('prospects.kinds.data')}</span>
                      ) : null}
                    </span>
                  ),
              },
              ...counts,
            ]}
          />
        </Part>
      </div>
      <div className="span-6">
        <Part title={t('prospects.owners')}>
          <DataTable
            label={t('prospects.owners')}
            rows={overview.owners}
            rowKey={({ owner }) => owner?.id ?? ''}
            columns={[
              {
                key: 'owner',
                title: t('prospects.ownerHead'),
                render: ({ owner }) => owner?.name ?? t('prospects.noOwner'),
              },
              ...counts,
              {
                key: 'overdue',
                title: t('prospects.overdue'),
                figure: true,
                render: ({ overdue }) => format.integer(overdue),
              },
            ]}
          />
          {overview.reasons.length === 0 ? null : (
            <p style={{ marginTop: 12 }}>
              <strong>{t('prospects.reasons')}</strong>{' '}
              {overview.reasons
                .map(({ label, people }) => `${local(label)} ${format.integer(people)}`)
                .join(' · ')}
            </p>
          )}
        </Part>
      </div>
    </div>
  )
}
