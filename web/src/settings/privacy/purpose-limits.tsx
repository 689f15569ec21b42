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

/** Which attributes, kinds of facts and sources were collected for some purposes only. */
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

function List({ purposes: { uses, limits, others } }: { purposes: Purposes }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const may = useMay('settings.manage')
  const change = useChange()
  const [editing, setEditing] = useState<Limit | 'new' | null>(null)
  const nameOf = useSubjectName()
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
          rowKey={(row) => row.subject}
          columns={[
            { key: 'name', title: t('privacy.purposes.attribute'), render: nameOf },
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
          others={others}
          busy={change.busy}
          onClose={() => setEditing(null)}
          onSave={(body) => void change.save(body).then((ok) => ok && setEditing(null))}
        />
      ) : null}
    </div>
  )
}

interface Change {
  subject: string
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

/** Attributes by the name they have in lists; all else as the server names it. */
function useSubjectName() {
  const local = useLocal()
  const fields = useAttributes()
  return ({ subject, label }: Pick<Limit, 'subject' | 'label'>) =>
    local(fields.find((one) => one.name === subject)?.label ?? label)
}

function Edit({
  limit,
  uses,
  others,
  busy,
  onSave,
  onClose,
}: {
  limit: Limit | null
  uses: Purposes['uses']
  others: Purposes['others']
  busy: boolean
  onSave: (change: Change) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const fields = useAttributes()
  const nameOf = useSubjectName()
  const [form, setForm] = useState({
    subject: limit?.subject ?? '',
    purposes: limit?.purposes ?? ['service'],
    reason: limit?.reason ?? '',
  })
  const attributes = fields.map((field) => ({ value: field.name, label: local(field.label) }))
  const othersOf = (kind: 'facts' | 'source') =>
    others.filter((one) => one.kind === kind).map((one) => ({ value: one.subject, label: local(one.label) }))
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const reason = form.reason.trim()
  const ready = form.subject !== '' && form.purposes.length > 0 && reason.length >= 3
  return (
    <Modal
      open
      title={limit ? nameOf(limit) : t('privacy.purposes.add')}
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
              onClick={() => onSave({ subject: limit.subject, purposes: null, reason })}
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
              placeholder={t('privacy.purposes.choose')}
              value={form.subject || undefined}
              onChange={(subject) => set({ subject: subject ?? '' })}
              options={[
                { label: t('privacy.purposes.kinds.attribute'), options: attributes },
                { label: t('privacy.purposes.kinds.facts'), options: othersOf('facts') },
                { label: t('privacy.purposes.kinds.source'), options: othersOf('source') },
              ].filter(({ options }) => options.length > 0)}
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
