import { Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import { minorDigits } from '../../ui/format.ts'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'

const sorts = [
  'revenue',
  'orders',
  'margin',
  'contacts',
  'last_order',
  'last_touch',
  'knowledge',
  'name',
] as const
const sizes = ['micro', 'small', 'medium', 'large', 'huge'] as const
const oneOf = <T extends string>(list: readonly T[], value: string | undefined): T | undefined =>
  list.find((one) => one === value)
const ordersAsked = ['any', 'some', 'none', 'quiet90', 'quiet365'] as const
/** In major units of the workspace's currency. */
const revenues = [1_000, 10_000, 100_000, 1_000_000] as const
const knownBelow = [20, 40, 60] as const

/** What stands in the address, as the server asks for it. */
export function useListQuery() {
  const [url, setUrl] = useUrlState()
  const sort = oneOf(sorts, url.sort) ?? 'revenue'
  const size = oneOf(sizes, url.size)
  const asked = oneOf(ordersAsked, url.orders) ?? 'any'
  const revenue = revenues.find((one) => String(one) === url.revenue)
  const known = knownBelow.find((one) => String(one) === url.known)
  const digits = minorDigits(useWorkspace()?.currency ?? 'CNY')
  const query = {
    sort,
    direction: sort === 'name' ? ('asc' as const) : ('desc' as const),
    basis: url.basis === 'now' ? ('now' as const) : ('there' as const),
    ...(url.search ? { search: url.search } : {}),
    ...(url.industry ? { industry: url.industry } : {}),
    ...(size ? { size } : {}),
    ...(url.owner ? { owner: url.owner } : {}),
    ...(asked === 'some' || asked === 'none' ? { orders: asked } : {}),
    ...(asked === 'quiet90' ? { quietDays: 90 } : asked === 'quiet365' ? { quietDays: 365 } : {}),
    ...(revenue ? { minRevenueMinor: revenue * 10 ** digits } : {}),
    ...(known ? { maxKnowledge: known } : {}),
  }
  const isFiltered = Boolean(
    url.search || url.industry || size || url.owner || asked !== 'any' || revenue || known,
  )
  return { url, setUrl, query, asked, isFiltered }
}

/** Which companies, and in which order; `children` stand at its end. */
export function Filters({
  industries,
  owners,
  children,
}: {
  industries: readonly string[]
  owners: readonly { id: string; name: string }[]
  children: ReactNode
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { url, setUrl, query, asked } = useListQuery()
  const currency = useWorkspace()?.currency ?? 'CNY'
  const digits = minorDigits(currency)
  return (
    <div className="bar" style={{ marginBottom: 12 }}>
      <Input.Search
        className="grow"
        style={{ maxWidth: 360 }}
        allowClear
        defaultValue={url.search ?? ''}
        placeholder={t('companies.find')}
        aria-label={t('companies.find')}
        onSearch={(text) => setUrl({ search: text.trim() })}
      />
      <Select
        aria-label={t('companies.industry')}
        popupMatchSelectWidth={false}
        value={url.industry ?? ''}
        onChange={(industry) => setUrl({ industry })}
        options={[
          { value: '', label: t('companies.anyIndustry') },
          ...industries.map((one) => ({ value: one, label: one })),
        ]}
      />
      <Select
        aria-label={t('companies.size')}
        popupMatchSelectWidth={false}
        value={url.size ?? ''}
        onChange={(size) => setUrl({ size })}
        options={[
          { value: '', label: t('companies.anySize') },
          ...sizes.map((one) => ({ value: one as string, label: t(`companies.sizes.${one}`) })),
        ]}
      />
      <Select
        aria-label={t('companies.owner')}
        popupMatchSelectWidth={false}
        value={url.owner ?? ''}
        onChange={(owner) => setUrl({ owner })}
        options={[
          { value: '', label: t('companies.anyOwner') },
          ...owners.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        aria-label={t('companies.ordersAsked.label')}
        popupMatchSelectWidth={false}
        value={asked}
        onChange={(orders) => setUrl({ orders: orders === 'any' ? null : orders })}
        options={ordersAsked.map((one) => ({ value: one, label: t(`companies.ordersAsked.${one}`) }))}
      />
      <Select
        aria-label={t('companies.minRevenue')}
        popupMatchSelectWidth={false}
        value={url.revenue ?? ''}
        onChange={(revenue) => setUrl({ revenue })}
        options={[
          { value: '', label: t('companies.anyRevenue') },
          ...revenues.map((one) => ({
            value: String(one),
            label: t('companies.revenueFrom', { amount: format.money(one * 10 ** digits, currency) }),
          })),
        ]}
      />
      <Select
        aria-label={t('companies.knowledge')}
        popupMatchSelectWidth={false}
        value={url.known ?? ''}
        onChange={(known) => setUrl({ known })}
        options={[
          { value: '', label: t('companies.anyKnowledge') },
          ...knownBelow.map((one) => ({
            value: String(one),
            label: t('companies.knowledgeBelow', { score: one }),
          })),
        ]}
      />
      <Select
        aria-label={t('companies.sort')}
        popupMatchSelectWidth={false}
        value={query.sort}
        onChange={(sort) => setUrl({ sort: sort === 'revenue' ? null : sort })}
        options={sorts.map((one) => ({
          value: one,
          label: `${t('companies.sort')}: ${t(`companies.sorts.${one}`)}`,
        }))}
      />
      {children}
    </div>
  )
}
