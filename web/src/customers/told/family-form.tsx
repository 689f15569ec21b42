import { Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { CustomerDates } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { DayInput, dayText, noDay, readDay } from './day-input.tsx'
import { ToldDialog } from './told-dialog.tsx'

type Member = CustomerDates['family'][number]
export const relations = ['spouse', 'child', 'parent', 'sibling', 'other'] as const

/** A member of the family: a new one, or one that is changed; a name that stands is not shown and may be replaced. */
export function FamilyForm({
  customerId,
  before,
  birthday,
  onClose,
}: {
  customerId: string
  before: Member | null
  /** Of the one that is changed, as answers write days. */
  birthday: string | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [relation, setRelation] = useState<Member['relation']>(before?.relation ?? 'child')
  const [name, setName] = useState('')
  const [customer, setCustomer] = useState(before?.customerId ?? '')
  const [isKnown, setKnown] = useState(birthday !== null)
  const [day, setDay] = useState(birthday === null ? noDay : readDay(birthday))
  const add = useWrite('post', '/customers/{id}/family', ['/customers'])
  const change = useWrite('put', '/customers/{id}/family/{item}', ['/customers'])
  const homes = useRead('/households', { query: { customer: customerId, state: 'live', limit: 5 } })
  const neighbours = (homes.data?.items ?? [])
    .flatMap(({ members }) => members)
    .filter((one) => one.state === 'member' && one.customerId !== customerId)
  const text = dayText(day)
  const isComplete = (!isKnown || text !== null) && /^([1-9]\d{0,18})?$/.test(customer.trim())
  const save = async () => {
    const body = {
      relation,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      customer: customer.trim() === '' ? null : customer.trim(),
      birthday: isKnown ? text : null,
    }
    if (before) await change.mutateAsync({ path: { id: customerId, item: before.id }, body })
    else await add.mutateAsync({ path: { id: customerId }, body })
  }
  return (
    <ToldDialog
      title={t(before ? 'told.dates.edit' : 'told.family.add')}
      isComplete={isComplete}
      onSave={save}
      onClose={onClose}
    >
      <Field label={t('told.family.relation')}>
        <Select
          value={relation}
          onChange={setRelation}
          options={relations.map((one) => ({ value: one, label: t(`told.family.relations.${one}`) }))}
          style={{ width: '100%' }}
        />
      </Field>
      <Field label={t('told.family.name')} optional>
        <Input
          value={name}
          maxLength={100}
          autoComplete="off"
          onChange={({ target }) => setName(target.value)}
        />
        <span className="field-help">
          {t(before?.name ? 'told.family.nameKept' : 'told.family.nameHelp')}
        </span>
      </Field>
      <Field label={t('told.family.customer')} optional>
        <Input value={customer} inputMode="numeric" onChange={({ target }) => setCustomer(target.value)} />
        <span className="field-help">
          {t('told.family.customerHelp')}{' '}
          {neighbours.length === 0
            ? ''
            : t('told.family.fromHousehold', {
                people: neighbours
                  .map(({ customerId: id, label }) => `${label} (${id})`)
                  .join(t('common.listComma')),
              })}
        </span>
      </Field>
      <Checkbox checked={isKnown} onChange={({ target }) => setKnown(target.checked)}>
        {t('told.family.birthday')}
      </Checkbox>
      {isKnown ? <DayInput value={day} onChange={setDay} /> : null}
    </ToldDialog>
  )
}
