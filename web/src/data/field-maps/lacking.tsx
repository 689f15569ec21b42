import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { FieldMap, LackingItem, Objective } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { NewRequest } from './new-request.tsx'
import { mappingPage } from './words.ts'

const objectives = ['acquire', 'retain', 'grow', 'return'] as const
const tones = { met: 'good', thin: 'plain', available: 'look', missing: 'look' } as const

/** What the chosen objective needs, and what to do about what it lacks. */
export function Lacking({ map }: { map: FieldMap }) {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const objective = (objectives.find((one) => one === url.objective) ?? 'acquire') as Objective
  const query = useRead('/field-map/objectives/{objective}', { path: { objective } }, { keep: true })
  return (
    <Part
      title={t('quality.map.lacking', { objective: t(`objective.${objective}`) })}
      note={
        query.data
          ? t('quality.map.lackingNote', {
              met: query.data.items.filter(({ state }) => state === 'met').length,
              all: query.data.items.length,
            })
          : null
      }
      actions={
        <Segmented
          aria-label={t('quality.map.objective')}
          value={objective}
          onChange={(next) => setUrl({ objective: String(next) })}
          options={objectives.map((value) => ({ value, label: t(`objective.${value}`) }))}
        />
      }
    >
      <Loaded query={query} where={t('quality.map.objective')} height={320}>
        {({ items }) => <Needs items={items} map={map} objective={objective} />}
      </Loaded>
    </Part>
  )
}

function Needs({ items, map, objective }: { items: LackingItem[]; map: FieldMap; objective: Objective }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const mayAsk = useMay('imports.run')
  const requests = useRead('/data-requests')
  const [asking, setAsking] = useState<LackingItem | null>(null)
  const isAsked = (item: LackingItem) =>
    requests.data?.items.some(
      (one) =>
        one.dataset === item.dataset &&
        one.field === item.field &&
        (one.status === 'open' || one.status === 'asked'),
    ) ?? false
  const source = (id: string | null) => map.sources.find((one) => one.id === id)
  const action = (item: LackingItem) => {
    if (item.state === 'met') return null
    const from = source(item.sourceId)
    if (item.state === 'available' && from) return <Go to={mappingPage(from)}>{t('quality.map.mapIt')}</Go>
    if (isAsked(item)) return <span className="faint">{t('quality.map.asked')}</span>
    return mayAsk ? (
      <Button size="small" onClick={() => setAsking(item)}>
        {t('quality.map.ask')}
      </Button>
    ) : null
  }
  return (
    <>
      {items.every(({ state }) => state === 'met') ? <p>{t('quality.map.allMet')}</p> : null}
      <DataTable
        label={t('quality.map.objective')}
        rows={items}
        rowKey={(item) => `${item.dataset}.${item.field}`}
        columns={[
          {
            key: 'field',
            title: t('quality.map.need'),
            render: (item) => (
              <>
                {t(`quality.dataset.${item.dataset}`)} · {local(item.label)}{' '}
                {item.weight === 'must' ? <Mark>{t('quality.map.weight.must')}</Mark> : null}
              </>
            ),
          },
          { key: 'why', title: t('quality.map.why'), render: (item) => local(item.why) },
          {
            key: 'state',
            title: t('quality.map.state'),
            render: (item) => (
              <Mark tone={tones[item.state]}>{t(`quality.map.needState.${item.state}`)}</Mark>
            ),
          },
          {
            key: 'where',
            title: t('quality.map.where'),
            render: (item) => (
              <>
                {item.sourceName ?? (
                  <span className="faint">{item.state === 'met' ? t('quality.map.inRecords') : '–'}</span>
                )}
                {item.column && item.state !== 'missing' ? (
                  <div className="faint">{t('quality.map.column', { column: item.column })}</div>
                ) : null}
                {item.completeness !== null ? (
                  <div className="faint">
                    {t('quality.map.filled', { share: format.percent(item.completeness, 0) })}
                  </div>
                ) : null}
              </>
            ),
          },
          { key: 'do', title: t('quality.map.do'), render: action },
        ]}
      />
      {asking ? <NewRequest item={asking} objective={objective} onClose={() => setAsking(null)} /> : null}
    </>
  )
}
