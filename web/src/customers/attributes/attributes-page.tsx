import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay, useRead, useRefresh } from '../../api/hooks.ts'
import type { ComputedAttribute, ComputedOverview } from '../../api/types.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { CustomersTabs } from '../customers-tabs.tsx'
import { AttributeEditor } from './attribute-editor.tsx'

/** Attributes the workspace computes from facts: which there are, what they mean, and a place to make one. */
export function AttributesPage() {
  const { t } = useTranslation()
  const mayEdit = useMay('segments.edit')
  const [editing, setEditing] = useState<ComputedAttribute | 'new' | null>(null)
  const query = useRead(
    '/computed-attributes',
    {},
    { refetchInterval: (data) => (data?.isBehind ? 1_500 : false) },
  )
  return (
    <Page
      title={t('shell.customers')}
      answers={t('attributes.answers')}
      actions={
        mayEdit ? (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('attributes.new')}
          </Button>
        ) : null
      }
    >
      <CustomersTabs />
      <Loaded query={query} where={t('attributes.list')} height={320}>
        {(overview) => (
          <>
            <List overview={overview} mayEdit={mayEdit} onOpen={setEditing} />
            <Drawer
              open={editing !== null}
              size="min(880px, 100vw)"
              title={editing === 'new' ? t('attributes.new') : t('attributes.edit')}
              onClose={() => setEditing(null)}
              destroyOnHidden
            >
              {editing === null ? null : (
                <AttributeEditor
                  saved={editing === 'new' ? null : editing}
                  overview={overview}
                  onDone={() => setEditing(null)}
                />
              )}
            </Drawer>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function List({
  overview,
  mayEdit,
  onOpen,
}: {
  overview: ComputedOverview
  mayEdit: boolean
  onOpen: (attribute: ComputedAttribute) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const remove = useRemove()
  return (
    <Part
      title={t('attributes.list')}
      note={overview.isBehind ? t('attributes.behind') : null}
      actions={<ComputedAt at={overview.computedAt} />}
    >
      {overview.problem ? <p className="notice notice-look">{t('attributes.problem')}</p> : null}
      {overview.items.length === 0 ? (
        <EmptyState title={t('attributes.empty')}>{t('attributes.emptyHelp')}</EmptyState>
      ) : (
        <DataTable
          label={t('attributes.list')}
          rows={overview.items}
          rowKey={(row) => row.id}
          {...(mayEdit ? { onOpen } : {})}
          columns={[
            { key: 'name', title: t('common.name'), render: (row) => row.label },
            { key: 'what', title: t('attributes.what'), render: (row) => local(row.words) },
            {
              key: 'type',
              title: t('attributes.type'),
              render: (row) => t(`attributes.types.${row.type}`),
            },
            {
              key: 'customers',
              title: t('attributes.filled'),
              figure: true,
              render: (row) => format.integer(row.customers),
            },
            { key: 'version', title: t('attributes.version'), figure: true, render: (row) => row.version },
            ...(mayEdit
              ? [
                  {
                    key: 'remove',
                    title: <span className="visually-hidden">{t('attributes.delete')}</span>,
                    render: (row: ComputedAttribute) => (
                      <Button
                        type="text"
                        size="small"
                        aria-label={`${t('attributes.delete')}: ${row.label}`}
                        onClick={() => remove(row)}
                      >
                        {t('attributes.delete')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      <p className="faint">{t('attributes.howFresh')}</p>
    </Part>
  )
}

function useRemove(): (attribute: ComputedAttribute) => void {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const send = useCall()
  const refresh = useRefresh()
  const problem = useProblemText()
  return ({ id, label }) => {
    void modal.confirm({
      title: t('attributes.deleteTitle', { name: label }),
      content: t('attributes.deleteHelp'),
      okText: t('attributes.delete'),
      onOk: async () => {
        try {
          await send('delete', '/computed-attributes/{id}', { path: { id } })
          await refresh('/computed-attributes', '/customer-columns', '/customers')
        } catch (error) {
          void message.error(problem(error))
        }
      },
    })
  }
}
