import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldSource, Mapping, UploadedFile } from '../../api/types.ts'
import { AboutFields, channelOf } from '../../customers/consent/about-fields.tsx'
import { useConsentPolicy, useConsentWords } from '../../customers/consent/words.ts'
import { Field } from '../../ui/field.tsx'

type Consent = NonNullable<Mapping['consents']>[number]
const details = ['at', 'until', 'proof', 'text'] as const

/** What a customer file says of consents: each purpose and channel with its columns. */
export function ConsentColumns({
  mapping,
  columns,
  onChange,
}: {
  mapping: Mapping
  columns: UploadedFile['columns']
  onChange: (mapping: Mapping) => void
}) {
  const { t } = useTranslation()
  const policy = useConsentPolicy().data
  const words = useConsentWords(policy)
  const [about, setAbout] = useState({ purpose: 'marketing', channel: 'email' })
  const consents = mapping.consents ?? []
  const set = (next: Consent[]) => {
    const { consents: _old, ...rest } = mapping
    onChange(next.length === 0 ? rest : { ...rest, consents: next })
  }
  const change = (at: number, part: Partial<Consent>) =>
    set(consents.map((one, index) => (index === at ? { ...one, ...part } : one)))
  if (!policy) return null
  const channel = channelOf(policy, about)
  const taken = consents.some((one) => one.purpose === about.purpose && one.channel === channel)
  return (
    <details open={consents.length > 0}>
      <summary>{t('data.consents.title', { count: consents.length })}</summary>
      <div className="stack" style={{ marginTop: 12 }}>
        <p className="soft">{t('data.consents.help')}</p>
        {consents.map((one, index) => {
          const name = `${words.purpose(one.purpose)} · ${words.channel(one.channel ?? '*')}`
          return (
            <fieldset
              key={`${one.purpose}/${one.channel ?? '*'}`}
              className="plan-fields fields-row"
              aria-label={name}
            >
              <Field label={name}>
                <Column
                  label={`${name}: ${t('data.consents.answer')}`}
                  source={one.answer}
                  columns={columns}
                  required
                  onChange={(answer) => change(index, { answer: answer ?? one.answer })}
                />
              </Field>
              {details.map((detail) => (
                <Field key={detail} label={t(`data.consents.${detail}`)} optional>
                  <Column
                    label={`${name}: ${t(`data.consents.${detail}`)}`}
                    source={one[detail]}
                    columns={columns}
                    onChange={(source) => {
                      const { [detail]: _old, ...rest } = one
                      set(
                        consents.map((each, at) =>
                          at === index ? (source === null ? rest : { ...rest, [detail]: source }) : each,
                        ),
                      )
                    }}
                  />
                </Field>
              ))}
              <Button
                aria-label={t('data.consents.remove', { name })}
                onClick={() => set(consents.filter((_, at) => at !== index))}
              >
                {t('common.remove')}
              </Button>
            </fieldset>
          )
        })}
        <div className="fields-row">
          <AboutFields
            policy={policy}
            value={about}
            onChange={(part) => setAbout((old) => ({ ...old, ...part }))}
          />
          <Button
            disabled={taken || columns.length === 0}
            onClick={() =>
              set([
                ...consents,
                { purpose: about.purpose, channel, answer: { column: columns[0]?.name ?? '' } },
              ])
            }
          >
            {t('data.consents.add')}
          </Button>
        </div>
      </div>
    </details>
  )
}

const fixedYes = '\u0000yes'
const fixedNo = '\u0000no'

/** A column; for the answer also the same for every row. A source written otherwise by hand is shown as it is. */
function Column({
  label,
  source,
  columns,
  required = false,
  onChange,
}: {
  label: string
  source: FieldSource | undefined
  columns: UploadedFile['columns']
  required?: boolean
  onChange: (source: FieldSource | null) => void
}) {
  const { t } = useTranslation()
  const constant =
    source?.constant === 'no' ? fixedNo : source?.constant === 'yes' ? fixedYes : source?.constant
  const value = source === undefined ? null : (source.column ?? constant ?? source.expression ?? '')
  const fixed = required
    ? [
        { value: fixedYes, label: t('data.consents.everyYes') },
        { value: fixedNo, label: t('data.consents.everyNo') },
      ]
    : []
  const turned = source?.values === undefined ? '' : ` · ${t('data.consents.turned')}`
  return (
    <Select
      showSearch
      allowClear={!required}
      aria-label={label}
      value={value}
      onChange={(chosen: string | undefined) => {
        if (chosen === undefined) onChange(null)
        else if (chosen === fixedYes) onChange({ constant: 'yes' })
        else onChange(chosen === fixedNo ? { constant: 'no' } : { column: chosen })
      }}
      options={[
        ...fixed,
        ...columns.map((column) => {
          const mark = column.name === source?.column ? turned : ''
          const sample = column.samples[0] ? ` · ${column.samples[0]}` : ''
          return { value: column.name, label: `${column.name}${mark || sample}` }
        }),
      ]}
    />
  )
}
