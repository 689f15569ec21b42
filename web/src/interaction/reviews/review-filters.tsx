import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { SearchField } from '../../ui/search-field.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { topicIds } from '../cases/words.tsx'

export const tones = [-1, 0, 1] as const
const periods = [90, 365, 1_095] as const

/** What of the address narrows reviews down, as the program is asked. */
export function useReviewFilter() {
  const [url] = useUrlState()
  const topic = topicIds.find((one) => one === url.topic)
  const tone = tones.find((one) => String(one) === url.tone)
  const stars = [1, 2, 3, 4, 5].find((one) => String(one) === url.stars)
  return {
    days: periods.find((one) => String(one) === url.days) ?? 365,
    ...(url.source ? { source: url.source } : {}),
    ...(topic ? { topic } : {}),
    ...(tone === undefined ? {} : { sentiment: tone }),
    ...(stars === undefined ? {} : { stars }),
  }
}
export type ReviewFilter = ReturnType<typeof useReviewFilter>

export function ReviewFilters({ sources }: { sources: readonly string[] }) {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const shown = url.source && !sources.includes(url.source) ? [url.source, ...sources] : sources
  const one = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      style={{ minWidth: 132 }}
      allowClear
      placeholder={label}
      value={url[name] ?? null}
      onChange={(value: string | undefined) => setUrl({ [name]: value ?? null })}
      options={options}
    />
  )
  return (
    <div className="bar">
      <Select
        aria-label={t('reviews.period')}
        style={{ minWidth: 132 }}
        value={url.days ?? '365'}
        onChange={(days: string) => setUrl({ days: days === '365' ? null : days })}
        options={periods.map((days) => ({ value: String(days), label: t('reviews.lastDays', { days }) }))}
      />
      {one(
        'source',
        t('reviews.source'),
        shown.map((source) => ({ value: source, label: source })),
      )}
      {one(
        'topic',
        t('reviews.topic'),
        topicIds.map((id) => ({ value: id, label: t(`cases.topics.${id}`) })),
      )}
      {one(
        'tone',
        t('reviews.tone'),
        tones.map((tone) => ({ value: String(tone), label: t(`reviews.tones.${toneKey(tone)}`) })),
      )}
      {one(
        'stars',
        t('reviews.stars'),
        [5, 4, 3, 2, 1].map((stars) => ({ value: String(stars), label: t('reviews.ofStars', { stars }) })),
      )}
      <SearchField name="search" label={t('reviews.search')} />
    </div>
  )
}

export function toneKey(tone: number): 'annoyed' | 'neither' | 'pleased' {
  return tone < 0 ? 'annoyed' : tone > 0 ? 'pleased' : 'neither'
}
