import { App, Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead, useRefresh } from '../../api/hooks.ts'
import type { ComputedAttribute, ComputedOverview } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { AttributePreview } from './attribute-preview.tsx'
import { ConditionRows } from './condition-rows.tsx'
import { type Draft, draftOf, isComplete, measuresFor, toDefinition, withMeasure } from './draft.ts'

/** One attribute: what it is computed from, with what it gives for real customers beside it. */
export function AttributeEditor({
  saved,
  overview,
  onDone,
}: {
  saved: ComputedAttribute | null
  overview: ComputedOverview
  onDone: () => void
}) {
  const { t } = useTranslation()
  const send = useCall()
  const refresh = useRefresh()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [label, setLabel] = useState(saved?.label ?? '')
  const [draft, setDraft] = useState<Draft>(() => draftOf(saved))
  const [busy, setBusy] = useState(false)
  const complete = isComplete(draft, overview)
  const save = async () => {
    setBusy(true)
    const body = { label: label.trim(), definition: toDefinition(draft) }
    try {
      if (saved)
        await send('put', '/computed-attributes/{id}', {
          path: { id: saved.id },
          body: { ...body, version: saved.version },
        })
      else await send('post', '/computed-attributes', { body })
      await refresh('/computed-attributes', '/customer-columns')
      void message.success(t('attributes.saved', { name: body.label }))
      onDone()
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <Field label={t('common.name')}>
        <Input value={label} maxLength={60} autoFocus onChange={(event) => setLabel(event.target.value)} />
      </Field>
      <Definition draft={draft} overview={overview} self={saved?.id ?? null} onChange={setDraft} />
      {complete ? <AttributePreview definition={toDefinition(draft)} /> : null}
      <div className="row-actions">
        <Button
          type="primary"
          disabled={!complete || label.trim() === ''}
          loading={busy}
          onClick={() => void save()}
        >
          {t('common.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </div>
  )
}

const origins = ['orders', 'events', 'touches', 'attributes', 'computed'] as const

function Definition({
  draft,
  overview,
  self,
  onChange,
}: {
  draft: Draft
  overview: ComputedOverview
  self: string | null
  onChange: (draft: Draft) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  const source = overview.sources.find(({ id }) => id === draft.from)
  const needs = overview.measures.find(({ id }) => id === draft.measure)?.field ?? 'none'
  const fields = source?.fields.filter(({ type }) => type === needs) ?? []
  return (
    <>
      <div className="fields-row">
        <Field label={t('attributes.from')}>
          <Select
            value={draft.from}
            onChange={(from) => onChange({ ...draftOf(null), from })}
            options={origins.map((value) => ({ value, label: t(`attributes.origins.${value}`) }))}
          />
        </Field>
        {source ? (
          <Field label={t('attributes.measure')}>
            <Select
              value={draft.measure}
              onChange={(measure) => onChange(withMeasure(draft, measure, overview))}
              options={measuresFor(overview).map((id) => ({
                value: id,
                label: t(`attributes.measures.${id}`),
              }))}
            />
          </Field>
        ) : null}
        {source && needs !== 'none' ? (
          <Field label={t('attributes.field')}>
            <Select
              value={draft.field}
              onChange={(field) => set({ field })}
              options={fields.map((one) => ({ value: one.id, label: local(one.label) }))}
            />
          </Field>
        ) : null}
        {source ? (
          <Field label={t('attributes.window')} optional>
            <InputNumber
              min={1}
              max={3_650}
              precision={0}
              value={draft.windowDays}
              placeholder={t('attributes.always')}
              suffix={t('attributes.dayUnit')}
              onChange={(windowDays) => set({ windowDays })}
            />
          </Field>
        ) : null}
      </div>
      {source ? (
        <ConditionRows
          fields={source.fields}
          value={draft.where}
          isNeeded={draft.measure === 'share'}
          onChange={(where) => set({ where })}
        />
      ) : draft.from === 'attributes' ? (
        <StatedDay value={draft.attribute} onChange={(attribute) => set({ attribute })} />
      ) : (
        <Ratio draft={draft} overview={overview} self={self} onChange={set} />
      )}
    </>
  )
}

function StatedDay({ value, onChange }: { value: string | null; onChange: (name: string) => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 })
  const days = (fields.data?.fields ?? []).filter(({ values }) =>
    values.some((one) => /^\d{4}-\d{2}-\d{2}/.test(one.value)),
  )
  return (
    <Field label={t('attributes.stated')}>
      <Select
        value={value}
        loading={fields.isPending}
        notFoundContent={t('attributes.noDays')}
        onChange={onChange}
        options={days.map((one) => ({ value: one.name, label: local(one.label) }))}
      />
      <span className="field-help">{t('attributes.statedHelp')}</span>
    </Field>
  )
}

function Ratio({
  draft,
  overview,
  self,
  onChange,
}: {
  draft: Draft
  overview: ComputedOverview
  self: string | null
  onChange: (change: Partial<Draft>) => void
}) {
  const { t } = useTranslation()
  const options = overview.items
    .filter((one) => one.id !== self && one.type === 'number' && one.definition.from !== 'computed')
    .map((one) => ({ value: one.id, label: one.label }))
  return (
    <div className="fields-row">
      {(['numerator', 'denominator'] as const).map((part) => (
        <Field key={part} label={t(`attributes.${part}`)}>
          <Select
            value={draft[part]}
            notFoundContent={t('attributes.noNumbers')}
            onChange={(id) => onChange({ [part]: id })}
            options={options}
          />
        </Field>
      ))}
    </div>
  )
}
