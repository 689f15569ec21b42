import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { attributeLabel } from '../../data/mapping/fields.ts'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** What is said of the customer, and what is computed. */
export function Attributes({ customer }: BlockProps) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const known = customer.computed.filter(({ value }) => value !== null)
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 }).data?.fields
  const labelOf = (name: string) =>
    local(fields?.find((field) => field.name === name)?.label ?? attributeLabel(name))
  return (
    <Part title={t('customers.one.attributes')}>
      {customer.attributes.length === 0 ? (
        <p className="soft">{t('customers.one.noAttributes')}</p>
      ) : (
        <dl className="pairs">
          {customer.attributes.map((attribute) => (
            <div key={attribute.name}>
              <dt>{labelOf(attribute.name)}</dt>
              <dd>{attribute.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {known.length === 0 ? null : (
        <>
          <h3>{t('attributes.tab')}</h3>
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
        </>
      )}
    </Part>
  )
}
