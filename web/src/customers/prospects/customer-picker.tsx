import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCustomers } from '../list/use-customers.ts'

export interface Picked {
  customerId: string
  label: string
}

const everybody = {
  columns: ['first_seen'],
  sort: { column: 'first_seen', direction: 'desc' as const },
  segment: null,
  rule: null,
}
const mostOffered = 20

/** Finds one customer by number, telephone, mail or name, as the list of customers does. */
export function CustomerPicker({
  label,
  value,
  onChange,
}: {
  label: string
  value: Picked | null
  onChange: (picked: Picked | null) => void
}) {
  const { t } = useTranslation()
  // What was searched for may be a telephone number: it stands in no address.
  const [search, setSearch] = useState('')
  const list = useCustomers(everybody, search, search !== '' && value === null)
  if (value !== null)
    return (
      <span className="bar">
        <strong>{value.label}</strong>
        <Button size="small" aria-label={t('prospects.pick.other', { label })} onClick={() => onChange(null)}>
          {t('prospects.pick.remove')}
        </Button>
      </span>
    )
  const found = search === '' ? [] : list.items.slice(0, mostOffered)
  return (
    <span className="stack-tight">
      <Input.Search
        aria-label={label}
        placeholder={t('prospects.pick.placeholder')}
        maxLength={100}
        allowClear
        loading={search !== '' && list.isFetching}
        onSearch={(text, event) => {
          event?.preventDefault()
          setSearch(text.trim())
        }}
      />
      {found.length > 0 ? (
        <Select<string>
          aria-label={t('prospects.pick.found', { count: found.length })}
          placeholder={t('prospects.pick.found', { count: found.length })}
          value={null}
          onChange={(id) => {
            const one = found.find(({ customerId }) => customerId === id)
            if (one) onChange({ customerId: one.customerId, label: one.label })
          }}
          options={found.map((one) => ({
            value: one.customerId,
            label: t('prospects.pick.option', { label: one.label, id: one.customerId }),
          }))}
        />
      ) : null}
      {search !== '' && list.isSuccess && found.length === 0 ? (
        <span className="field-help" role="status">
          {t('prospects.pick.nobody')}
        </span>
      ) : null}
    </span>
  )
}
