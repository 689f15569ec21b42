import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import type { CustomerColumn, ListedCustomer } from '../../api/types.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { useChannelName } from '../channel-name.ts'

export const isFigure = (column: CustomerColumn) => column.type !== 'text' && column.type !== 'list'

/** How a value of a column is written. */
export function useCell(): (row: ListedCustomer, column: CustomerColumn) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const channel = useChannelName()
  const local = useLocal()
  const currency = useWorkspace()?.currency ?? 'CNY'
  return (row, column) => {
    const value = row.values[column.id] ?? null
    if (value === null) return '–'
    if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(channel).join(t('common.listComma'))
    if (column.id === 'status')
      return t(value === 'prospect' ? 'customers.prospect' : 'customers.statusCustomer')
    const word = column.words?.[String(value)]
    if (word) return local(word)
    if (column.type === 'money') return format.money(Number(value), currency)
    if (column.type === 'instant') return format.date(String(value))
    if (column.id === 'birth_year') return String(value)
    if (column.type === 'number')
      return Number.isInteger(value) ? format.integer(Number(value)) : format.decimal(Number(value), 2)
    return String(value)
  }
}
