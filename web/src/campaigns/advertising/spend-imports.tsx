import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** Reports that were taken in; each can be taken out again. */
export function SpendImports() {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayUndo = useMay('campaigns.edit')
  const currency = useWorkspace()?.currency ?? 'CNY'
  const query = useRead('/media/spend-imports')
  const formats = useRead('/media/spend-formats')
  const undo = useWrite('post', '/media/spend-imports/{id}/undo', ['/media', '/audit'])
  const takeOut = (id: string) =>
    undo.mutate(
      { path: { id } },
      {
        onSuccess: () => void message.success(t('advertising.imports.undone')),
        onError: (error) => void message.error(problem(error)),
      },
    )
  const formatName = (id: string) => local(formats.data?.formats.find((one) => one.id === id)?.label) || id
  return (
    <Loaded query={query} where={t('advertising.imports.title')} height={80}>
      {({ items }) =>
        items.length === 0 ? null : (
          <Part title={t('advertising.imports.title')}>
            <DataTable
              label={t('advertising.imports.title')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { key: 'file', title: t('advertising.imports.file'), render: (row) => row.file },
                {
                  key: 'format',
                  title: t('advertising.take.format'),
                  render: (row) => formatName(row.format),
                },
                {
                  ...{ key: 'days', title: t('advertising.imports.days'), figure: true },
                  render: (row) => format.integer(row.days),
                },
                {
                  ...{ key: 'spend', title: t('advertising.spend'), figure: true },
                  render: (row) => format.money(row.spendMinor, currency),
                },
                {
                  ...{ key: 'at', title: t('advertising.imports.at'), figure: true },
                  render: (row) => format.dateTime(row.importedAt),
                },
                {
                  ...{
                    key: 'undo',
                    title: <span className="visually-hidden">{t('advertising.imports.undo')}</span>,
                  },
                  render: (row) =>
                    row.undoneAt !== null ? (
                      <Mark tone="quiet">
                        {t('advertising.imports.undoneAt', { date: format.date(row.undoneAt) })}
                      </Mark>
                    ) : mayUndo ? (
                      <Popconfirm
                        title={t('advertising.imports.sure')}
                        okText={t('advertising.imports.undo')}
                        cancelText={t('common.cancel')}
                        onConfirm={() => takeOut(row.id)}
                      >
                        <Button size="small">{t('advertising.imports.undo')}</Button>
                      </Popconfirm>
                    ) : null,
                },
              ]}
            />
          </Part>
        )
      }
    </Loaded>
  )
}
