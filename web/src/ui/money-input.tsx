import { InputNumber } from 'antd'
import { currencySymbol, minorDigits } from './format.ts'
import { useLanguage } from './use-format.ts'

/** An amount of money: typed in major units, kept in minor ones. */
export function MoneyInput({
  value,
  currency,
  label,
  onChange,
}: {
  value: number | null
  currency: string
  /** Only where no `<label>` stands around it. */
  label?: string
  onChange: (amountMinor: number | null) => void
}) {
  const language = useLanguage()
  const digits = minorDigits(currency)
  return (
    <InputNumber
      {...(label ? { 'aria-label': label } : {})}
      style={{ width: '100%' }}
      min={0}
      precision={digits}
      formatter={(text) => grouped(String(text ?? ''))}
      parser={(text) => Number((text ?? '').replaceAll(',', ''))}
      prefix={currencySymbol(currency, language)}
      value={value === null ? null : value / 10 ** digits}
      onChange={(next) => onChange(next === null ? null : Math.round(Number(next) * 10 ** digits))}
    />
  )
}

/** 50000.00 → 50,000.00, while it is typed. */
function grouped(text: string): string {
  const [whole = '', rest] = text.split('.')
  const withCommas = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return rest === undefined ? withCommas : `${withCommas}.${rest}`
}
