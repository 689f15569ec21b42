import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchShort, useMay, useRead, useSlug, useWrite } from '../../api/hooks.ts'
import type { DataRequest } from '../../api/types.ts'
import { saveText } from '../../ui/download.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { RequestFields } from './new-request.tsx'

const states = ['open', 'asked', 'received', 'declined'] as const

/** What was asked of other departments; to be sent as text or file. */
export function Requests() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const slug = useSlug()
  const query = useRead('/data-requests')
  const [text, setText] = useState<string | null>(null)
  const show = async () => {
    try {
      setText((await fetchShort(slug, '/data-requests/text')).text)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const save = async () => {
    try {
      const csv = (await fetchShort(slug, '/data-requests.csv')) as unknown as string
      saveText(csv, 'data-requests.csv')
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const some = (query.data?.items.length ?? 0) > 0
  const open = query.data?.items.some(({ status }) => status === 'open' || status === 'asked') ?? false
  return (
    <Part
      title={t('quality.requests.title')}
      note={t('quality.requests.note')}
      actions={
        some ? (
          <>
            <Button size="small" disabled={!open} onClick={() => void show()}>
              {t('quality.requests.text')}
            </Button>
            <Button size="small" onClick={() => void save()}>
              {t('quality.requests.csv')}
            </Button>
          </>
        ) : null
      }
    >
      <Loaded query={query} where={t('quality.requests.title')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('quality.requests.empty')}>{t('quality.requests.emptyHelp')}</EmptyState>
          ) : (
            <RequestTable items={items} />
          )
        }
      </Loaded>
      {text === null ? null : <TextToSend text={text} onClose={() => setText(null)} />}
    </Part>
  )
}

function RequestTable({ items }: { items: DataRequest[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const may = useMay('imports.run')
  const { message } = App.useApp()
  const problem = useProblemText()
  const update = useWrite('patch', '/data-requests/{id}', ['/data-requests', '/field-map'])
  const [changing, setChanging] = useState<DataRequest | null>(null)
  const move = async (id: string, status: DataRequest['status']) => {
    try {
      await update.mutateAsync({ path: { id }, body: { status } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <DataTable
        label={t('quality.requests.title')}
        rows={items}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'field',
            title: t('quality.requests.what'),
            render: (row) => (
              <>
                {t(`quality.dataset.${row.dataset}`)} · {local(row.label)}
                <div className="faint">{local(row.why)}</div>
              </>
            ),
          },
          {
            key: 'for',
            title: t('quality.requests.what4'),
            render: (row) => t(`objective.${row.objective}`),
          },
          {
            key: 'owner',
            title: t('quality.requests.owner'),
            render: (row) => (
              <>
                {row.owner || <span className="faint">{t('quality.map.noOwner')}</span>}
                {row.note ? <div className="faint">{row.note}</div> : null}
              </>
            ),
          },
          {
            key: 'due',
            title: t('quality.requests.due'),
            render: (row) => (row.dueOn ? format.date(row.dueOn) : '–'),
          },
          {
            key: 'status',
            title: t('quality.requests.status'),
            render: (row) =>
              row.closedBy === 'system' ? (
                t('quality.requests.byItself', { date: format.date(row.closedAt) })
              ) : may ? (
                <Select
                  size="small"
                  style={{ width: 108 }}
                  aria-label={t('quality.requests.statusOf', { field: local(row.label) })}
                  value={row.status}
                  options={states.map((value) => ({ value, label: t(`quality.requests.states.${value}`) }))}
                  onChange={(status) => void move(row.id, status)}
                />
              ) : (
                t(`quality.requests.states.${row.status}`)
              ),
          },
          {
            key: 'do',
            title: <span className="visually-hidden">{t('quality.requests.edit')}</span>,
            render: (row) =>
              may && row.closedBy !== 'system' ? (
                <Button
                  size="small"
                  aria-label={t('quality.requests.change', { field: local(row.label) })}
                  onClick={() => setChanging(row)}
                >
                  {t('quality.requests.edit')}
                </Button>
              ) : null,
          },
        ]}
      />
      {changing ? <ChangeRequest request={changing} onClose={() => setChanging(null)} /> : null}
    </>
  )
}

function ChangeRequest({ request, onClose }: { request: DataRequest; onClose: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const update = useWrite('patch', '/data-requests/{id}', ['/data-requests'])
  const [owner, setOwner] = useState(request.owner)
  const [dueOn, setDueOn] = useState(request.dueOn ?? '')
  const [note, setNote] = useState(request.note)
  const save = async () => {
    try {
      await update.mutateAsync({
        path: { id: request.id },
        body: { owner: owner.trim(), note: note.trim(), dueOn: dueOn === '' ? null : dueOn },
      })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('quality.requests.change', { field: local(request.label) })}
      okText={t('common.save')}
      okButtonProps={{ loading: update.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <RequestFields {...{ owner, setOwner, dueOn, setDueOn, note, setNote }} />
    </Modal>
  )
}

function TextToSend({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    void message.success(t('quality.requests.copied'))
  }
  return (
    <Modal
      open
      title={t('quality.requests.textTitle')}
      okText={t('quality.requests.copy')}
      onOk={() => void copy()}
      onCancel={onClose}
      width={640}
    >
      <Input.TextArea
        aria-label={t('quality.requests.textTitle')}
        value={text}
        readOnly
        autoSize={{ minRows: 8, maxRows: 20 }}
      />
    </Modal>
  )
}
