import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Files of reviews; each can be taken out again. */
export function ReviewImports() {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayUndo = useMay('customers.edit')
  const query = useRead('/review-imports')
  const undo = useWrite('post', '/review-imports/{id}/undo', [
    '/review-imports',
    '/reviews',
    '/review-figures',
    '/audit',
  ])
  const takeOut = (id: string) =>
    undo.mutate(
      { path: { id } },
      {
        onSuccess: ({ removed }) =>
          void message.success(t('reviews.imports.undone', { shown: format.integer(removed) })),
        onError: (error) => void message.error(problem(error)),
      },
    )
  return (
    <Loaded query={query} where={t('reviews.imports.title')} height={80}>
      {({ items }) =>
        items.length === 0 ? null : (
          <Part title={t('reviews.imports.title')}>
            <DataTable
              label={t('reviews.imports.title')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { key: 'file', title: t('reviews.imports.file'), render: (row) => row.file },
                { key: 'source', title: t('reviews.source'), render: (row) => row.source },
                {
                  key: 'n',
                  title: t('reviews.count'),
                  figure: true,
                  render: (row) => format.integer(row.reviews),
                },
                {
                  key: 'at',
                  title: t('reviews.imports.at'),
                  figure: true,
                  render: (row) => format.dateTime(row.importedAt),
                },
                {
                  key: 'undo',
                  title: '',
                  render: (row) =>
                    row.undoneAt !== null ? (
                      <Mark tone="quiet">
                        {t('reviews.imports.undoneAt', { date: format.date(row.undoneAt) })}
                      </Mark>
                    ) : mayUndo ? (
                      <Popconfirm
                        title={t('reviews.imports.sure', { shown: format.integer(row.reviews) })}
                        okText={t('reviews.imports.undo')}
                        cancelText={t('common.cancel')}
                        onConfirm={() => takeOut(row.id)}
                      >
                        <Button size="small">{t('reviews.imports.undo')}</Button>
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
