import { AutoComplete, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SourceKind } from '../api/types.ts'
import { Field } from './field.tsx'

export type Values = Record<string, string | number | boolean>
type FormField = SourceKind['form'][number]
/** Whose fields they are: where their names stand among the texts. */
type Texts = 'sources' | 'channels'

/** What a form starts with. */
export function defaultsOf(form: readonly FormField[]): Values {
  return Object.fromEntries(
    form.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  )
}

function isShown(field: FormField, values: Values): boolean {
  return field.when === undefined || field.when.is.includes(String(values[field.when.field] ?? ''))
}

/** Whether all that is needed is filled in. */
export function isComplete(form: readonly FormField[], values: Values): boolean {
  return form.every(
    (field) =>
      !field.required ||
      field.discovered ||
      !isShown(field, values) ||
      String(values[field.name] ?? '').trim() !== '',
  )
}

/** Values apart: what may be shown again, and what only goes in. */
export function partsOf(form: readonly FormField[], values: Values) {
  const secretNames = new Set(form.filter(({ type }) => type === 'secret').map(({ name }) => name))
  const entries = Object.entries(values).filter(([name]) => form.some((field) => field.name === name))
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secretNames.has(name))),
    secrets: Object.fromEntries(
      entries.filter(([name]) => secretNames.has(name)).map(([name, value]) => [name, String(value)]),
    ),
  }
}

/** The form that a kind of source, or a channel, describes; fields that do not matter for what was chosen are left out. */
export function ConnectionForm({
  form,
  texts,
  values,
  found = [],
  secretsSet = [],
  onChange,
}: {
  form: readonly FormField[]
  texts: Texts
  values: Values
  /** What the connection offers for fields that name a part of it. */
  found?: readonly { name: string; detail: string }[]
  secretsSet?: readonly string[]
  onChange: (values: Values) => void
}) {
  return (
    <div className="stack">
      {form
        .filter((field) => isShown(field, values))
        .map((field) => (
          <OneField
            key={field.name}
            field={field}
            texts={texts}
            value={values[field.name]}
            found={found}
            isSet={secretsSet.includes(field.name)}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        ))}
    </div>
  )
}

function OneField({
  field,
  texts,
  value,
  found,
  isSet,
  onChange,
}: {
  field: FormField
  texts: Texts
  value: string | number | boolean | undefined
  found: readonly { name: string; detail: string }[]
  isSet: boolean
  onChange: (value: string | number | boolean) => void
}) {
  const { t, i18n } = useTranslation()
  const helpKey = `${texts}.fieldHelp.${field.name}`
  const help = i18n.exists(helpKey) ? i18n.t(helpKey as 'sources.fieldHelp.pattern') : null
  const label = t(`${texts}.fields.${field.name}` as 'sources.fields.path')
  return (
    <Field label={label} optional={!field.required && field.type !== 'choice' && field.default === undefined}>
      <Control {...{ field, texts, value, found, isSet, onChange, label }} />
      {help === null ? null : <span className="faint">{help}</span>}
    </Field>
  )
}

function Control({
  field,
  texts,
  value,
  found,
  isSet,
  onChange,
  label,
}: Parameters<typeof OneField>[0] & { label: string }) {
  const { t } = useTranslation()
  const text = String(value ?? '')
  if (field.type === 'choice') {
    return (
      <Select
        aria-label={label}
        value={text}
        onChange={onChange}
        options={(field.options ?? []).map((option) => ({
          value: option,
          label: t(`${texts}.options.${field.name}.${option}` as 'sources.options.tls.verify'),
        }))}
      />
    )
  }
  if (field.type === 'lines')
    return (
      <Input.TextArea
        aria-label={label}
        className="code"
        spellCheck={false}
        autoSize={{ minRows: 3, maxRows: 14 }}
        maxLength={4_000}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  if (field.type === 'switch')
    return <Switch aria-label={label} checked={value === true} onChange={onChange} />
  if (field.type === 'number') {
    return (
      <InputNumber
        aria-label={label}
        min={0}
        value={value === undefined ? null : Number(value)}
        onChange={(next) => onChange(next ?? 0)}
      />
    )
  }
  if (field.type === 'secret') {
    return (
      <Input.Password
        autoComplete="new-password"
        value={text}
        placeholder={isSet ? t('sources.secretKept') : ''}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  }
  if (field.discovered) {
    return (
      <AutoComplete
        aria-label={label}
        value={text}
        onChange={onChange}
        options={found.map(({ name }) => ({ value: name, label: name }))}
        showSearch={{
          filterOption: (typed, option) => (option?.value ?? '').toLowerCase().includes(typed.toLowerCase()),
        }}
      />
    )
  }
  return <Input value={text} onChange={(event) => onChange(event.target.value)} />
}
