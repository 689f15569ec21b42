import { App, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CustomerDates } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { DayInput, dayText, noDay, readDay } from './day-input.tsx'

type KnownDate = CustomerDates['dates'][number]

/** A date by hand: a new one, or one that is changed. */
export function DateForm({
  customerId,
  kinds,
  before,
  onClose,
}: {
  customerId: string
  kinds: CustomerDates['kinds']
  before: KnownDate | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const local = useLocal()
  const problem = useProblemText()
  const [kind, setKind] = useState(before?.kind ?? 'birthday')
  const [day, setDay] = useState(before ? readDay(before.day) : noDay)
  const add = useWrite('post', '/customers/{id}/dates', ['/customers'])
  const change = useWrite('put', '/customers/{id}/dates/{item}', ['/customers'])
  const text = dayText(day)
  const save = async () => {
    if (text === null) return
    try {
      const body = { kind, day: text }
      if (before) await change.mutateAsync({ path: { id: customerId, item: before.id }, body })
      else await add.mutateAsync({ path: { id: customerId }, body })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const isOnce = kinds.find(({ id }) => id === kind)?.yearly === false
  return (
    <Modal
      open
      title={t(before ? 'told.dates.edit' : 'told.dates.add')}
      okText={t('common.save')}
      okButtonProps={{ loading: add.isPending || change.isPending, disabled: text === null }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">
        <Field label={t('told.dates.kind')}>
          <Select
            value={kind}
            onChange={setKind}
            options={kinds.map(({ id, label }) => ({ value: id, label: local(label) }))}
            style={{ width: '100%' }}
          />
          {isOnce ? <span className="field-help">{t('told.dates.once')}</span> : null}
        </Field>
        <DayInput value={day} onChange={setDay} />
      </div>
    </Modal>
  )
}
