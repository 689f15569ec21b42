import { Input, Select } from 'antd'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguage, useKeepCreative } from './editor-frame.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'

/** A field of a channel's own; its words are `campaigns.creative.fields.<name>` and `fieldHelp.<name>`. */
export interface MessageField {
  name: string
  most: number
  optional?: boolean
  /** More than one line; code is set so that its characters can be told apart. */
  as?: 'line' | 'text' | 'code'
  /** What a new one begins with. */
  begin?: string
  /** Chosen among these; their words are `campaigns.creative.fieldOptions.<name>`. */
  options?: readonly string[]
  /** Only where another field has one of these values. */
  when?: { field: string; is: readonly string[] }
}

const variables = [
  'customer.name',
  'brand.name',
  'offer.words',
  'offer.code',
  'offer.valid_days',
  'links.main',
]

/** The fields of a channel's message on the left, what one customer gets on the right. */
export function MessageEditor({
  channel,
  fields,
  Shape,
  saved,
  offerId,
  onClose,
  onSaved,
}: CreativeEditing & {
  channel: Creative['channel']
  fields: readonly MessageField[]
  Shape: ComponentType<{ parts: MessageParts }>
}) {
  const { t } = useTranslation()
  const reading = useLanguage()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const [named, setNamed] = useState({ name: saved?.name ?? '', language: saved?.language ?? reading })
  const [values, setValues] = useState(() => beginning(fields, saved))
  const [customerId, setCustomerId] = useState('')
  const who = /^[1-9]\d*$/.test(customerId) ? customerId : null
  const shown = fields.filter(({ when }) => !when || when.is.includes(values[when.field] ?? ''))
  const isWhole = shown.every((field) => field.optional || (values[field.name] ?? '').trim() !== '')
  const words = { channel: t(`campaigns.plan.channels.${channel}`) }
  const kept = Object.fromEntries(shown.map((field) => [field.name, values[field.name] ?? '']))
  return (
    <CreativeDrawer
      title={t(saved ? 'campaigns.creative.editMessage' : 'campaigns.creative.newMessage', words)}
      widestPx={1080}
      isComplete={named.name.trim() !== '' && isWhole}
      isKeeping={isKeeping}
      onKeep={() => keep({ ...named, channel, fields: kept })}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguage value={named} onChange={(part) => setNamed((old) => ({ ...old, ...part }))} />
          {shown.map((field) => (
            <MessageInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
            />
          ))}
          <p className="faint">
            {t('campaigns.creative.variables')}: {variables.map((each) => `{{ ${each} }}`).join('  ')}
          </p>
        </div>
        <div className="stack">
          <Field label={t('campaigns.creative.previewFor')} optional>
            <Input
              value={customerId}
              inputMode="numeric"
              style={{ maxWidth: 200 }}
              onChange={(event) => setCustomerId(event.target.value.trim())}
            />
          </Field>
          {isWhole ? (
            <MessagePreview
              creative={{ channel, language: named.language, fields: values }}
              offerId={offerId}
              customerId={who}
              Shape={Shape}
            />
          ) : (
            <p className="soft">{t('campaigns.creative.messageEmpty')}</p>
          )}
        </div>
      </div>
    </CreativeDrawer>
  )
}

function beginning(fields: readonly MessageField[], saved: Creative | null): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ name, begin = '' }) => [name, saved ? String(saved.fields?.[name] ?? '') : begin]),
  )
}

function MessageInput({
  field: { name, most, optional = false, as = 'line', options },
  value,
  onChange,
}: {
  field: MessageField
  value: string
  onChange: (value: string) => void
}) {
  const { i18n } = useTranslation()
  const label = i18n.t(`campaigns.creative.fields.${name}` as 'campaigns.creative.fields.body')
  const helpKey = `campaigns.creative.fieldHelp.${name}`
  const help = i18n.exists(helpKey) ? i18n.t(helpKey as 'campaigns.creative.fieldHelp.body') : null
  return (
    <Field label={label} optional={optional}>
      {options ? (
        <Select
          value={value}
          onChange={onChange}
          options={options.map((each) => ({
            value: each,
            label: i18n.t(
              `campaigns.creative.fieldOptions.${name}.${each}` as 'campaigns.creative.fieldOptions.kind.custom',
            ),
          }))}
        />
      ) : as === 'line' ? (
        <Input value={value} maxLength={most} showCount onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input.TextArea
          className={as === 'code' ? 'code' : ''}
          spellCheck={as !== 'code'}
          autoSize={as === 'code' ? { minRows: 12, maxRows: 26 } : { minRows: 3, maxRows: 8 }}
          maxLength={most}
          showCount={as === 'text'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {help === null ? null : <span className="field-help">{help}</span>}
    </Field>
  )
}
