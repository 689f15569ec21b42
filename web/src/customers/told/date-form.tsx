import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CustomerDates } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { DayInput, dayText, noDay, readDay } from './day-input.tsx'
import { ToldDialog } from './told-dialog.tsx'

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
  const local = useLocal()
  const [kind, setKind] = useState(before?.kind ?? 'birthday')
  const [day, setDay] = useState(before ? readDay(before.day) : noDay)
  const add = useWrite('post', '/customers/{id}/dates', ['/customers'])
  const change = useWrite('put', '/customers/{id}/dates/{item}', ['/customers'])
  const text = dayText(day)
  const save = async () => {
    if (text === null) return
    const body = { kind, day: text }
    if (before) await change.mutateAsync({ path: { id: customerId, item: before.id }, body })
    else await add.mutateAsync({ path: { id: customerId }, body })
  }
  const isOnce = kinds.find(({ id }) => id === kind)?.yearly === false
  return (
    <ToldDialog
      title={t(before ? 'told.dates.edit' : 'told.dates.add')}
      isComplete={text !== null}
      onSave={save}
      onClose={onClose}
    >
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
    </ToldDialog>
  )
}
