import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { DataTabs } from '../data-tabs.tsx'
import { useSubject } from './subject.ts'

/** What sources have promised, and what comes in without a promise. */
export function ContractsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const subject = useSubject()
  const may = useMay('settings.manage')
  const query = useRead('/contracts')
  return (
    <Page title={t('quality.contracts.title')} answers={t('quality.contracts.answers')}>
      <DataTabs />
      <Loaded query={query} where={t('quality.contracts.title')} height={320}>
        {({ items, open }) => (
          <>
            <Part title={t('quality.contracts.list')}>
              {items.length === 0 ? (
                <EmptyState title={t('quality.contracts.empty')}>
                  {t('quality.contracts.emptyHelp')}
                </EmptyState>
              ) : (
                <DataTable
                  label={t('quality.contracts.list')}
                  rows={items}
                  rowKey={(row) => row.id}
                  linkOf={(row) => `/data/contracts/${row.id}`}
                  columns={[
                    {
                      key: 'subject',
                      title: t('quality.contracts.subject'),
                      render: (row) => subject(row.subject),
                    },
                    { key: 'source', title: t('quality.contracts.source'), render: (row) => row.sourceName },
                    {
                      key: 'mode',
                      title: t('quality.contracts.mode'),
                      render: (row) => (
                        <Mark tone={row.mode === 'enforce' ? 'good' : 'plain'}>
                          {t(`quality.contracts.modes.${row.mode}`)}
                        </Mark>
                      ),
                    },
                    {
                      key: 'version',
                      title: t('quality.contracts.version'),
                      figure: true,
                      render: (row) => row.version,
                    },
                    {
                      key: 'checked',
                      title: t('quality.contracts.checked'),
                      figure: true,
                      render: (row) => format.integer(row.checked),
                    },
                    {
                      key: 'violations',
                      title: t('quality.contracts.violations'),
                      figure: true,
                      render: (row) => format.integer(row.violations),
                    },
                    {
                      key: 'quarantined',
                      title: t('quality.contracts.quarantined'),
                      figure: true,
                      render: (row) => format.integer(row.quarantined),
                    },
                  ]}
                />
              )}
            </Part>
            <Part title={t('quality.contracts.open')} note={t('quality.contracts.openNote')}>
              {open.length === 0 ? (
                <EmptyState title={t('quality.contracts.none')}>{t('quality.contracts.noneHelp')}</EmptyState>
              ) : (
                <DataTable
                  label={t('quality.contracts.open')}
                  rows={open}
                  rowKey={(row) => `${row.sourceId} ${row.subject}`}
                  columns={[
                    {
                      key: 'subject',
                      title: t('quality.contracts.subject'),
                      render: (row) => subject(row.subject),
                    },
                    { key: 'source', title: t('quality.contracts.source'), render: (row) => row.sourceName },
                    {
                      key: 'rows',
                      title: t('quality.contracts.came'),
                      figure: true,
                      render: (row) => (row.rows === 0 ? '–' : format.integer(row.rows)),
                    },
                    {
                      key: 'write',
                      title: <span className="visually-hidden">{t('quality.contracts.write')}</span>,
                      render: (row) =>
                        may ? (
                          <Go
                            to={`/data/contracts/new?source=${row.sourceId}&subject=${encodeURIComponent(row.subject)}`}
                          >
                            {t('quality.contracts.write')}
                          </Go>
                        ) : null,
                    },
                  ]}
                />
              )}
            </Part>
          </>
        )}
      </Loaded>
    </Page>
  )
}
