import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Mark } from '../../ui/figures.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { DataTabs } from '../data-tabs.tsx'

const refreshEveryMs = 5_000

export function SourcesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayManage = useMay('settings.manage')
  const query = useRead('/sources', {}, { refetchInterval: refreshEveryMs })
  const [making, setMaking] = useState(false)
  return (
    <Page
      title={t('sources.title')}
      answers={t('sources.answers')}
      actions={mayManage ? <Button onClick={() => setMaking(true)}>{t('sources.new')}</Button> : null}
    >
      <DataTabs />
      <Part title={t('sources.list')}>
        <Loaded query={query} where={t('sources.list')} height={200}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('sources.empty')}>{t('sources.emptyHelp')}</EmptyState>
            ) : (
              <DataTable
                label={t('sources.list')}
                rows={items}
                rowKey={(row) => row.id}
                linkOf={(row) => `/data/sources/${row.id}`}
                columns={[
                  { key: 'name', title: t('sources.col.name'), render: (row) => row.name },
                  {
                    key: 'state',
                    title: t('sources.col.state'),
                    render: (row) => (
                      <Mark tone={row.enabled ? 'good' : 'plain'}>
                        {t(row.enabled ? 'sources.state.on' : 'sources.state.off')}
                      </Mark>
                    ),
                  },
                  { key: 'owner', title: t('sources.col.owner'), render: (row) => row.owner },
                  {
                    key: 'rate',
                    title: t('sources.col.perMinute'),
                    figure: true,
                    render: (row) => format.integer(row.perMinute),
                  },
                  {
                    key: 'last',
                    title: t('sources.col.lastEvent'),
                    figure: true,
                    render: (row) =>
                      row.lastEventAt ? format.dateTime(row.lastEventAt) : t('sources.never'),
                  },
                  {
                    key: 'quarantined',
                    title: t('sources.col.quarantined'),
                    figure: true,
                    render: (row) => format.integer(row.quarantined),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
      {making ? <NewSource onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

function NewSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/sources', ['/sources'])
  const [name, setName] = useState('')
  const [owner, setOwner] = useState('')
  const make = async () => {
    try {
      await create.mutateAsync({ body: { name: name.trim(), owner: owner.trim() } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('sources.new')}
      okText={t('shell.create')}
      okButtonProps={{ disabled: name.trim() === '' || owner.trim() === '', loading: create.isPending }}
      onOk={() => void make()}
      onCancel={onClose}
    >
      <Field label={t('sources.name')}>
        <Input value={name} maxLength={80} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('sources.owner')}>
        <Input value={owner} maxLength={80} onChange={(event) => setOwner(event.target.value)} />
        <span className="faint">{t('sources.ownerHelp')}</span>
      </Field>
    </Modal>
  )
}
