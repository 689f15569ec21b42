import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useReason } from './words.tsx'

const refreshEveryMs = 2_000
const outcomes = ['all', 'accepted', 'duplicate', 'refused'] as const
type Shown = (typeof outcomes)[number]

/** The last events as they arrive; it can be held still to be read. */
export function EventTail({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reason = useReason()
  const [paused, setPaused] = useState(false)
  const [filter, setFilter] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const query = useRead(
    '/sources/{id}/tail',
    { path: { id: sourceId } },
    { refetchInterval: paused ? false : refreshEveryMs },
  )
  const wanted = filter.trim().toLowerCase()
  return (
    <Part
      title={t('sources.tail')}
      note={t('sources.tailNote')}
      actions={
        <Button aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {t(paused ? 'sources.resume' : 'sources.pause')}
        </Button>
      }
    >
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', marginBottom: 8 }}>
        <Input
          style={{ maxWidth: 320 }}
          allowClear
          value={filter}
          placeholder={t('sources.filter')}
          aria-label={t('sources.filter')}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Select
          style={{ minWidth: 120 }}
          value={shown}
          aria-label={t('sources.shown.label')}
          onChange={setShown}
          options={outcomes.map((value) => ({ value, label: t(`sources.shown.${value}`) }))}
        />
      </div>
      <Loaded query={query} where={t('sources.tail')} height={240}>
        {({ items }) => {
          if (items.length === 0)
            return <EmptyState title={t('sources.tailEmpty')}>{t('sources.tailEmptyHelp')}</EmptyState>
          const rows = items.filter(
            (row) =>
              (shown === 'all' || row.outcome === shown) &&
              `${row.name} ${row.type} ${row.properties} ${row.message}`.toLowerCase().includes(wanted),
          )
          if (rows.length === 0) return <EmptyState title={t('sources.tailNone')} />
          return (
            <DataTable
              label={t('sources.tail')}
              maxHeight={480}
              rows={rows}
              rowKey={(row) => String(row.seq)}
              columns={[
                { key: 'at', title: t('sources.at'), render: (row) => format.dateTime(row.at) },
                {
                  key: 'outcome',
                  title: t('sources.outcome'),
                  render: (row) => (
                    <Mark
                      tone={
                        row.outcome === 'accepted' ? 'good' : row.outcome === 'refused' ? 'look' : 'plain'
                      }
                    >
                      {t(`sources.shown.${row.outcome}`)}
                    </Mark>
                  ),
                },
                { key: 'event', title: t('sources.event'), render: (row) => row.name || row.type || '–' },
                {
                  key: 'content',
                  title: t('sources.content'),
                  render: (row) =>
                    row.outcome === 'refused' ? (
                      reason(row.field, row.message)
                    ) : (
                      <code style={{ overflowWrap: 'anywhere' }}>{row.properties}</code>
                    ),
                },
              ]}
            />
          )
        }}
      </Loaded>
    </Part>
  )
}
