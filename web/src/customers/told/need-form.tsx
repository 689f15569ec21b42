import { Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CustomerNeeds } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { ToldDialog } from './told-dialog.tsx'

type Word = CustomerNeeds['items'][number]['words'][number]

const stances = ['need', 'like', 'avoid'] as const
const strengths = ['0', '1', '2', '3'] as const
const places = ['call', 'shop', 'chat', 'email', 'survey', 'web', 'other'] as const

/** What a customer said: a new word, or one that is corrected. */
export function NeedForm({
  customerId,
  data,
  topic: given,
  before,
  onClose,
}: {
  customerId: string
  data: CustomerNeeds
  topic: string | null
  before: Word | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const first = given ?? data.topics[0]?.id ?? ''
  const kindOf = (id: string) => data.topics.find((one) => one.id === id)?.kind ?? 'like'
  const [form, setForm] = useState({
    topic: first,
    stance: before?.stance ?? kindOf(first),
    strength: before?.strength ?? 0,
    saidOn: before?.saidOn ?? data.today,
    validUntil: before?.validUntil ?? '',
    place: before?.place ?? null,
    note: before?.note ?? '',
  })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const add = useWrite('post', '/customers/{id}/needs', ['/customers'])
  const change = useWrite('put', '/customers/{id}/needs/{item}', ['/customers'])
  const save = async () => {
    const body = {
      ...form,
      validUntil: form.validUntil === '' ? null : form.validUntil,
      note: form.note.trim() === '' ? null : form.note,
    }
    if (before?.id) await change.mutateAsync({ path: { id: customerId, item: before.id }, body })
    else await add.mutateAsync({ path: { id: customerId }, body })
  }
  return (
    <ToldDialog
      title={t(before ? 'told.needs.edit' : 'told.needs.add')}
      isComplete={form.topic !== '' && form.saidOn !== ''}
      onSave={save}
      onClose={onClose}
    >
      <Field label={t('told.needs.topic')}>
        <Select
          value={form.topic}
          onChange={(topic: string) => set({ topic, stance: kindOf(topic) })}
          options={topicChoices(data, first)}
          style={{ width: '100%' }}
        />
      </Field>
      <fieldset className="field" aria-label={t('told.needs.said')}>
        <span>{t('told.needs.said')}</span>
        <Segmented
          value={form.stance}
          onChange={(stance) => set({ stance })}
          options={stances.map((value) => ({ value, label: t(`told.needs.stances.${value}`) }))}
        />
      </fieldset>
      <Field label={t('told.needs.strength')} optional>
        <Select
          value={String(form.strength)}
          onChange={(value: string) => set({ strength: Number(value) })}
          options={strengths.map((value) => ({ value, label: t(`told.needs.strengths.${value}`) }))}
        />
      </Field>
      <div className="fields-row">
        <Field label={t('told.needs.saidOn')}>
          <Input
            type="date"
            max={data.today}
            value={form.saidOn}
            onChange={({ target }) => set({ saidOn: target.value })}
          />
        </Field>
        <Field label={t('told.needs.validUntil')} optional>
          <Input
            type="date"
            min={form.saidOn}
            value={form.validUntil}
            onChange={({ target }) => set({ validUntil: target.value })}
          />
        </Field>
      </div>
      <Field label={t('told.needs.place')} optional>
        <Select
          allowClear
          value={form.place}
          onChange={(place?: (typeof places)[number]) => set({ place: place ?? null })}
          options={places.map((value) => ({ value, label: t(`told.needs.places.${value}`) }))}
        />
      </Field>
      <Field label={t('told.needs.noteField')} optional>
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={form.note}
          onChange={({ target }) => set({ note: target.value })}
        />
        <span className="field-help">{t('told.needs.noteHelp')}</span>
      </Field>
    </ToldDialog>
  )
}

/** Topics of the catalogue, and the one at hand where it is in it no more. */
function topicChoices({ topics, items }: CustomerNeeds, at: string) {
  const known = topics.map(({ id, label }) => ({ value: id, label }))
  if (at === '' || known.some(({ value }) => value === at)) return known
  return [...known, { value: at, label: items.find(({ topic }) => topic === at)?.label ?? at }]
}
