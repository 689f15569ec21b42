import { useTranslation } from 'react-i18next'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** What the workspace computes of the customer; nothing where it computes nothing. */
export function Computed({ customer }: BlockProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = customer.computed.filter(({ value }) => value !== null)
  if (known.length === 0) return null
  return (
    <Part title={t('attributes.tab')}>
      <dl className="pairs">
        {known.map((one) => (
          <div key={one.id}>
            <dt>{one.label}</dt>
            <dd>
              {typeof one.value === 'number'
                ? Number.isInteger(one.value)
                  ? format.integer(one.value)
                  : format.decimal(one.value, 2)
                : one.value}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}
