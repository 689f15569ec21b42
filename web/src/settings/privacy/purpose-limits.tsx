import { App, Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Purposes = Answer<'/api/workspaces/{workspace}/privacy/purposes', 'get'>
type Limit = Purposes['limits'][number]

/** Which attributes were collected for some purposes only. */
export function PurposeLimits() {
  const { t } = useTranslation()
  const query = useRead('/privacy/purposes')
  return (
    <Part title={t('privacy.purposes.title')}>
      <Loaded query={query} where={t('privacy.purposes.title')} height={160}>
        {(purposes) => <List purposes={purposes} />}
      </Loaded>
    </Part>
  )
}

function List({ purposes: { uses, limits } }: { purposes: Purposes }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const may = useMay('settings.manage')
  const change = useChange()
  const [editing, setEditing] = useState<Limit | 'new' | null>(null)
  const nameOf = useAttributeName()
  const wordsOf = (ids: readonly string[]) =>
    ids.map((id) => local(uses.find((use) => use.id === id)?.label ?? { en: id, 'zh-CN': id })).join(' · ')
  return (
    <div className="stack">
      <p className="form-narrow soft">{t('privacy.purposes.help')}</p>
      {limits.length === 0 ? (
        <p>{t('privacy.purposes.none')}</p>
      ) : (
        <DataTable
          label={t('privacy.purposes.title')}
          rows={limits}
          rowKey={(row) => row.attribute}
          columns={[
            { key: 'name', title: t('privacy.purposes.attribute'), render: (row) => nameOf(row.attribute) },
            { key: 'for', title: t('privacy.purposes.allowed'), render: (row) => wordsOf(row.purposes) },
            { key: 'why', title: t('privacy.purposes.why'), render: (row) => row.reason },
            {
              key: 'by',
              title: t('privacy.purposes.by'),
              render: (row) => `${row.decidedBy} · ${format.date(row.decidedAt)}`,
            },
            {
              key: 'do',
              title: <span className="visually-hidden">{t('privacy.purposes.change')}</span>,
              figure: true,
              render: (row) =>
                may ? (
                  <Button size="small" onClick={() => setEditing(row)}>
                    {t('privacy.purposes.change')}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      {may ? (
        <p className="state-actions">
          <Button onClick={() => setEditing('new')}>{t('privacy.purposes.add')}</Button>
        </p>
      ) : null}
      {editing ? (
        <Edit
          limit={editing === 'new' ? null : editing}
          uses={uses}
          busy={change.busy}
          onClose={() => setEditing(null)}
          onSave={(body) => void change.save(body).then((ok) => ok && setEditing(null))}
        />
      ) : null}
    </div>
  )
}

interface Change {
  attribute: string
  purposes: string[] | null
  reason: string
}

function useChange() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('put', '/privacy/purposes', ['/privacy', '/segments', '/audit'])
  return {
    busy: write.isPending,
    save: async (body: Change): Promise<boolean> => {
      try {
        await write.mutateAsync({ body })
        void message.success(t('settings.saved'))
        return true
      } catch (error) {
        void message.error(problem(error))
        return false
      }
    },
  }
}

function useAttributes() {
  const query = useRead('/customer-fields', {}, { staleTime: 60_000 })
  const notChosen = ['status', 'reachable', 'first_seen']
  return (query.data?.fields ?? []).filter(({ name }) => !notChosen.includes(name))
}

function useAttributeName() {
  const local = useLocal()
  const fields = useAttributes()
  return (name: string) => {
    const field = fields.find((one) => one.name === name)
    return field ? local(field.label) : name
  }
}

function Edit({
  limit,
  uses,
  busy,
  onSave,
  onClose,
}: {
  limit: Limit | null
  uses: Purposes['uses']
  busy: boolean
  onSave: (change: Change) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const fields = useAttributes()
  const nameOf = useAttributeName()
  const [form, setForm] = useState({
    attribute: limit?.attribute ?? '',
    purposes: limit?.purposes ?? ['service'],
    reason: limit?.reason ?? '',
  })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const reason = form.reason.trim()
  const ready = form.attribute !== '' && form.purposes.length > 0 && reason.length >= 3
  return (
    <Modal
      open
      title={limit ? nameOf(limit.attribute) : t('privacy.purposes.add')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !ready, loading: busy }}
      onOk={() => onSave({ ...form, reason })}
      onCancel={onClose}
      destroyOnHidden
      footer={(buttons) => (
        <>
          {limit ? (
            <Button
              disabled={reason.length < 3}
              onClick={() => onSave({ attribute: limit.attribute, purposes: null, reason })}
            >
              {t('privacy.purposes.lift')}
            </Button>
          ) : null}
          {buttons}
        </>
      )}
    >
      <div className="stack">
        {limit ? null : (
          <Field label={t('privacy.purposes.attribute')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              value={form.attribute || undefined}
              onChange={(attribute) => set({ attribute: attribute ?? '' })}
              options={fields.map((field) => ({ value: field.name, label: local(field.label) }))}
            />
          </Field>
        )}
        <div className="field">
          <span id="purposes-allowed" className="field-name">
            {t('privacy.purposes.allowed')}
          </span>
          <Checkbox.Group
            aria-labelledby="purposes-allowed"
            value={form.purposes}
            onChange={(purposes) => set({ purposes })}
            options={uses.map((use) => ({ value: use.id, label: local(use.label) }))}
          />
        </div>
        <Field label={t('privacy.purposes.why')}>
          <Input
            value={form.reason}
            maxLength={300}
            onChange={(event) => set({ reason: event.target.value })}
          />
          <span className="field-help">{t('privacy.purposes.whyHelp')}</span>
        </Field>
      </div>
    </Modal>
  )
}
