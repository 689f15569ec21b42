import { Input, Select } from 'antd'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguages, useKeepCreative } from './editor-frame.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'
import { customerNumber, PreviewFor } from './preview-for.tsx'
import { TestSend } from './test-send.tsx'
import { useCheck } from './use-check.ts'
import { inAllLanguages, useWriting, type Variant } from './use-writing.ts'
import { Variables } from './variables.tsx'

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
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const writing = useWriting(saved, (source) => ({ values: beginning(fields, source) }))
  const { language, values } = writing.words
  const [customerId, setCustomerId] = useState('')
  const who = customerNumber(customerId)
  const shownOf = (given: Record<string, string>) =>
    fields.filter(({ when }) => !when || when.is.includes(given[when.field] ?? ''))
  const isWholeIn = (given: Record<string, string>) =>
    shownOf(given).every((field) => field.optional || (given[field.name] ?? '').trim() !== '')
  const partsOf = ({ values: given }: { values: Record<string, string> }) => ({
    fields: Object.fromEntries(shownOf(given).map((field) => [field.name, given[field.name] ?? ''])),
  })
  const creative = { ...inAllLanguages(writing, partsOf), channel }
  const check = useCheck(writing, creative, { offerId, customerId: who }).data
  const [shown, isWhole] = [shownOf(values), isWholeIn(values)]
  const words = { channel: t(`campaigns.plan.channels.${channel}`) }
  return (
    <CreativeDrawer
      title={t(saved ? 'campaigns.creative.editMessage' : 'campaigns.creative.newMessage', words)}
      widestPx={1080}
      isComplete={writing.name.trim() !== '' && writing.all.every((each) => isWholeIn(each.values))}
      isKeeping={isKeeping}
      onKeep={() => keep(creative)}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguages writing={writing} check={check} />
          {shown.map((field) => (
            <MessageInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              onChange={(value) => writing.set({ values: { ...values, [field.name]: value } })}
            />
          ))}
          <Variables channel={channel} />
        </div>
        <div className="stack">
          <PreviewFor value={customerId} onChange={setCustomerId} check={check} />
          {isWhole ? (
            <>
              <MessagePreview
                creative={{ channel, language, fields: values }}
                offerId={offerId}
                customerId={who}
                Shape={Shape}
              />
              <TestSend channel={channel} words={{ language, ...partsOf({ values }) }} offerId={offerId} />
            </>
          ) : (
            <p className="soft">{t('campaigns.creative.messageEmpty')}</p>
          )}
        </div>
      </div>
    </CreativeDrawer>
  )
}

function beginning(
  fields: readonly MessageField[],
  saved: Creative | Variant | null,
): Record<string, string> {
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
