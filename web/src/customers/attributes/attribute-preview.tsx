import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { readKey, useCall, useMay, useSlug } from '../../api/hooks.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** What the definition as it stands gives for real customers. */
export function AttributePreview({ definition }: { definition: Record<string, unknown> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const slug = useSlug()
  const send = useCall()
  const mayLook = useMay('customers.read')
  const asked = useDeferredValue(JSON.stringify(definition))
  const query = useQuery({
    queryKey: readKey(slug, '/computed-attributes/preview', asked),
    queryFn: ({ signal }) =>
      send('post', '/computed-attributes/preview', { body: { definition: JSON.parse(asked) }, signal }),
    placeholderData: keepPreviousData,
    enabled: mayLook,
    retry: false,
  })
  if (!mayLook) return null
  if (query.error)
    return (
      <ErrorState error={query.error} where={t('attributes.preview')} onRetry={() => void query.refetch()} />
    )
  if (!query.data) return <Loading height={200} />
  const { words, looked, filled, range, common, sample } = query.data
  const shown = (value: string | number | null) =>
    value === null
      ? '–'
      : typeof value === 'number'
        ? Number.isInteger(value)
          ? format.integer(value)
          : format.decimal(value, 2)
        : value
  return (
    <Part title={t('attributes.preview')} note={local(words)}>
      <div className="stack-tight" aria-live="polite" aria-busy={query.isFetching}>
        <p>
          {t('attributes.previewFilled', {
            filled: format.integer(filled),
            looked: format.integer(looked),
          })}
          {range
            ? ` ${t('attributes.previewRange', {
                least: shown(range.least),
                median: shown(range.median),
                most: shown(range.most),
              })}`
            : common.length > 0
              ? ` ${t('attributes.previewCommon', {
                  values: common.map(({ value }) => value).join(t('common.listComma')),
                })}`
              : ''}
        </p>
        <dl className="pairs">
          {sample.map((one) => (
            <div key={one.customerId}>
              <dt>
                <Go to={`/customers/${one.customerId}`}>{one.label}</Go>
              </dt>
              <dd>{shown(one.value)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Part>
  )
}
