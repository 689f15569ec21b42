import { Button, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { useGo } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { InsightPage } from '../insight-page.tsx'
import { useSegmentBin } from './segment-actions.tsx'

export function SegmentsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const go = useGo()
  const mayEdit = useMay('segments.edit')
  const [url, setUrl] = useUrlState()
  const inBin = url.view === 'bin'
  const bin = useSegmentBin()
  const query = useRead(
    '/segments',
    { query: { ...(url.q ? { search: url.q } : {}), ...(inBin ? { deleted: 'true' } : {}) } },
    { keep: true },
  )
  return (
    <InsightPage
      tab="segments"
      answers={t('insight.segments.answers')}
      actions={
        mayEdit ? (
          <Button type="primary" onClick={() => go('/insight/segments/new')}>
            {t('insight.segments.new')}
          </Button>
        ) : null
      }
    >
      <Part title={t('insight.segments.list')}>
        <div className="bar" style={{ marginBottom: 12 }}>
          <Input.Search
            className="grow"
            style={{ maxWidth: 360 }}
            allowClear
            defaultValue={url.q ?? ''}
            placeholder={t('insight.segments.find')}
            aria-label={t('insight.segments.find')}
            onSearch={(q) => setUrl({ q })}
          />
          <Segmented
            value={inBin ? 'bin' : 'list'}
            onChange={(view) => setUrl({ view: view === 'bin' ? 'bin' : null })}
            options={[
              { value: 'list', label: t('insight.segments.list') },
              { value: 'bin', label: t('insight.segments.bin') },
            ]}
          />
        </div>
        <Loaded query={query} where={t('insight.tabs.segments')} height={320}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                title={inBin ? t('insight.segments.binEmpty') : t('insight.segments.empty')}
                action={
                  inBin ? null : (
                    <Button onClick={() => go('/insight/rfm')}>{t('insight.segments.fromRfm')}</Button>
                  )
                }
              >
                {inBin ? null : t('insight.segments.emptyHelp')}
              </EmptyState>
            ) : (
              <DataTable
                label={t('insight.segments.list')}
                rows={items}
                rowKey={(row) => row.id}
                linkOf={(row) => `/insight/segments/${row.id}`}
                columns={[
                  {
                    key: 'name',
                    title: t('insight.segments.col.name'),
                    width: '22%',
                    render: (row) => (
                      <>
                        {row.name}
                        {row.blocked.length > 0 ? (
                          <span className="row-help above">{t('privacy.purposes.blockedTag')}</span>
                        ) : null}
                      </>
                    ),
                  },
                  {
                    key: 'words',
                    title: t('insight.segments.col.words'),
                    render: (row) => <span className="soft">{local(row.words)}</span>,
                  },
                  {
                    key: 'n',
                    title: t('insight.segments.col.customers'),
                    figure: true,
                    render: (row) => (
                      <>
                        {format.integer(row.customers)}
                        <span className="row-help above">
                          <ComputedAt at={row.computedAt} prefix="" />
                        </span>
                      </>
                    ),
                  },
                  {
                    key: 'used',
                    title: t('insight.segments.col.used'),
                    render: (row) =>
                      row.usedBy.length === 0 ? '–' : row.usedBy.map((use) => use.name).join(', '),
                  },
                  {
                    key: 'changed',
                    title: t('insight.segments.col.changed'),
                    figure: true,
                    render: (row) =>
                      inBin && mayEdit ? (
                        <Button size="small" onClick={() => void bin.restore(row)}>
                          {t('common.restore')}
                        </Button>
                      ) : (
                        format.date(row.updatedAt)
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
    </InsightPage>
  )
}
