import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { LackingItem, Objective } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

/** Asks for one field that an objective lacks. */
export function NewRequest({
  item,
  objective,
  onClose,
}: {
  item: LackingItem
  objective: Objective
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/data-requests', ['/data-requests'])
  const [owner, setOwner] = useState(item.owner ?? '')
  const [dueOn, setDueOn] = useState('')
  const [note, setNote] = useState('')
  const add = async () => {
    try {
      await create.mutateAsync({
        body: {
          objective,
          dataset: item.dataset,
          field: item.field,
          sourceId: item.sourceId,
          owner: owner.trim(),
          note: note.trim(),
          dueOn: dueOn === '' ? null : dueOn,
        },
      })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('quality.requests.new', { field: local(item.label) })}
      okText={t('quality.requests.add')}
      okButtonProps={{ loading: create.isPending }}
      onOk={() => void add()}
      onCancel={onClose}
    >
      <p>{local(item.why)}</p>
      <RequestFields {...{ owner, setOwner, dueOn, setDueOn, note, setNote }} />
    </Modal>
  )
}

/** Who is asked, until when, and what is noted. */
export function RequestFields(given: {
  owner: string
  setOwner: (text: string) => void
  dueOn: string
  setDueOn: (text: string) => void
  note: string
  setNote: (text: string) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('quality.requests.owner')}>
        <Input
          value={given.owner}
          maxLength={80}
          autoFocus
          onChange={(event) => given.setOwner(event.target.value)}
        />
        <span className="faint">{t('quality.requests.ownerHelp')}</span>
      </Field>
      <Field label={t('quality.requests.due')} optional>
        <Input type="date" value={given.dueOn} onChange={(event) => given.setDueOn(event.target.value)} />
      </Field>
      <Field label={t('quality.requests.noteField')} optional>
        <Input.TextArea
          value={given.note}
          maxLength={1000}
          rows={3}
          onChange={(event) => given.setNote(event.target.value)}
        />
      </Field>
    </>
  )
}
