import { AutoComplete, DatePicker, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace } from '../../api/hooks.ts'
import type { OperatorField } from '../../api/types.ts'
import { currencySymbol, minorDigits } from '../../ui/format.ts'
import { useLanguage, useLocal } from '../../ui/use-format.ts'

interface Props {
  field: OperatorField
  params: Record<string, unknown>
  wrong: boolean
  onChange: (value: unknown) => void
}

/** The input a parameter asks for, by its type. */
export function ParamInput(props: Props) {
  const { field } = props
  switch (field.type) {
    case 'choice':
      return <Choice {...props} />
    case 'attribute':
      return <Attribute {...props} />
    case 'computed':
      return <ComputedChoice {...props} />
    case 'campaign':
      return <CampaignChoice {...props} />
    case 'number':
    case 'days':
    case 'money':
      return <Amount {...props} />
    case 'date':
      return <Day {...props} />
    case 'texts':
      return <Texts {...props} />
    case 'category':
    case 'product':
      return <Goods {...props} of={field.type} />
    case 'text':
      return <Text {...props} />
  }
}

function useNaming({ field, wrong }: Props) {
  const local = useLocal()
  return {
    'aria-label': local(field.label),
    placeholder: local(field.label),
    ...(wrong ? { status: 'error' as const, 'aria-invalid': true } : {}),
  }
}
const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value))

function Choice(props: Props) {
  const local = useLocal()
  const { field, params, onChange } = props
  const choices = field.choices ?? []
  const value = params[field.name]
  // A choice may stand for a number (a score): it is sent back in the type the default has.
  const numeric = typeof field.default === 'number' || typeof value === 'number'
  return (
    <Select
      {...useNaming(props)}
      className="param"
      popupMatchSelectWidth={false}
      value={value === undefined ? null : textOf(value)}
      onChange={(next: string) => onChange(numeric ? Number(next) : next)}
      options={choices.map((choice) => ({ value: choice.value, label: local(choice.label) }))}
    />
  )
}

function Attribute(props: Props) {
  const local = useLocal()
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 })
  const { params, field, onChange } = props
  return (
    <Select
      {...useNaming(props)}
      className="param"
      showSearch
      popupMatchSelectWidth={false}
      loading={fields.isPending}
      value={(params[field.name] as string | undefined) ?? null}
      onChange={onChange}
      options={(fields.data?.fields ?? []).map((f) => ({ value: f.name, label: local(f.label) }))}
    />
  )
}

/** Which attribute fits is told by the operator: a figure to compare, a text to equal. */
function ComputedChoice(props: Props) {
  const { t } = useTranslation()
  const computed = useRead('/computed-attributes', {}, { staleTime: 30_000 })
  const { params, field, onChange } = props
  const type = 'compare' in params ? 'number' : 'text'
  return (
    <Select
      {...useNaming(props)}
      className="param"
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      loading={computed.isPending}
      notFoundContent={t('attributes.empty')}
      value={(params[field.name] as string | undefined) ?? null}
      onChange={onChange}
      options={(computed.data?.items ?? [])
        .filter((one) => one.type === type)
        .map((one) => ({ value: one.id, label: one.label }))}
    />
  )
}

function CampaignChoice(props: Props) {
  const campaigns = useRead('/campaigns', {}, { staleTime: 60_000 })
  const { params, field, onChange } = props
  return (
    <Select
      {...useNaming(props)}
      className="param"
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      value={(params[field.name] as string | undefined) ?? null}
      onChange={onChange}
      options={(campaigns.data?.items ?? []).map((c) => ({ value: c.id, label: c.name }))}
    />
  )
}

function Amount(props: Props) {
  const { t } = useTranslation()
  const workspace = useWorkspace()
  const language = useLanguage()
  const { field, params, onChange } = props
  const currency = workspace?.currency ?? 'CNY'
  const scale = field.type === 'money' ? 10 ** minorDigits(currency) : 1
  const value = params[field.name]
  return (
    <InputNumber
      {...useNaming(props)}
      className="param-number"
      {...(field.type === 'money' ? { prefix: currencySymbol(currency, language) } : {})}
      {...(field.type === 'days'
        ? { suffix: t('common.days', { count: 2 }).replace(/2\s*/, ''), min: 0 }
        : {})}
      value={typeof value === 'number' ? value / scale : null}
      onChange={(next) => onChange(next === null ? undefined : Math.round(Number(next) * scale * 1e6) / 1e6)}
    />
  )
}

function Day(props: Props) {
  const { field, params, onChange } = props
  const value = params[field.name]
  return (
    <DatePicker
      {...useNaming(props)}
      value={typeof value === 'string' ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : undefined)}
    />
  )
}

/** A category or a product the workspace really has, found by a part of its name. */
function Goods(props: Props & { of: 'category' | 'product' }) {
  const { t } = useTranslation()
  const { params, field, of, onChange } = props
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search)
  const query = useRead(
    '/segment-values',
    { query: { of, ...(asked === '' ? {} : { search: asked }) } },
    { keep: true, staleTime: 300_000 },
  )
  return (
    <Select
      {...useNaming(props)}
      className="param"
      showSearch
      filterOption={false}
      searchValue={search}
      onSearch={setSearch}
      popupMatchSelectWidth={false}
      loading={query.isFetching}
      notFoundContent={query.isFetching ? t('states.loading') : t('insight.segments.noGoods')}
      value={(params[field.name] as string | undefined) ?? null}
      onChange={(value: string) => {
        setSearch('')
        onChange(value)
      }}
      options={(query.data?.items ?? []).map((item) => ({
        value: item.value,
        label: item.name === '' ? item.value : `${item.name} · ${item.value}`,
      }))}
    />
  )
}

/** Values the chosen attribute has here, offered while typing. */
function useKnownValues(params: Record<string, unknown>): string[] {
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 }).data?.fields ?? []
  const attribute = fields.find((f) => Object.values(params).includes(f.name))
  return attribute?.values.map((v) => v.value) ?? []
}

function Text(props: Props) {
  const { field, params, onChange } = props
  const naming = useNaming(props)
  const known = useKnownValues(params)
  const value = textOf(params[field.name])
  if (known.length === 0) {
    return (
      <Input {...naming} className="param" value={value} onChange={(event) => onChange(event.target.value)} />
    )
  }
  return (
    <AutoComplete
      {...naming}
      className="param"
      value={value}
      onChange={onChange}
      options={known
        .filter((v) => v.toLowerCase().includes(value.toLowerCase()))
        .slice(0, 30)
        .map((v) => ({ value: v }))}
    />
  )
}

function Texts(props: Props) {
  const { t } = useTranslation()
  const local = useLocal()
  const { field, params, onChange } = props
  const known = useKnownValues(params)
  const value = params[field.name]
  const choices = field.choices?.map((choice) => ({ value: choice.value, label: local(choice.label) }))
  return (
    <Select
      {...useNaming(props)}
      // Where the choices are known nothing else may be typed.
      mode={choices ? 'multiple' : 'tags'}
      className="param-wide"
      optionFilterProp="label"
      title={t('insight.segments.valueList')}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={onChange}
      options={choices ?? known.map((v) => ({ value: v, label: v }))}
    />
  )
}
