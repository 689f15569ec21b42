import { Input, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrlState } from '../../ui/url-state.ts'
import { topicIds } from '../cases/words.tsx'

const shows = ['open', 'unread', 'mine', 'unassigned', 'done'] as const
const channels = ['email', 'sms', 'form', 'wechat'] as const

/** What of the address narrows the inbox down. */
export function useInboxFilter() {
  const [url] = useUrlState()
  const topic = topicIds.find((one) => one === url.topic)
  const channel = channels.find((one) => one === url.channel)
  return {
    show: shows.find((one) => one === url.show) ?? 'open',
    ...(channel ? { channel } : {}),
    ...(topic ? { topic } : {}),
  }
}

/** @param onSearch what was typed; '' where it was emptied. It may be a name and stands in no address */
export function InboxFilters({ onSearch }: { onSearch: (text: string) => void }) {
  const { t } = useTranslation()
  const [, setUrl] = useUrlState()
  const filter = useInboxFilter()
  return (
    <div className="stack-tight" style={{ marginBottom: 8 }}>
      <Input.Search
        aria-label={t('inbox.search.label')}
        placeholder={t('inbox.search.placeholder')}
        maxLength={80}
        allowClear
        onSearch={(text) => onSearch(text.trim())}
      />
      <Segmented
        block
        size="small"
        aria-label={t('inbox.list')}
        value={filter.show}
        onChange={(next) => setUrl({ show: next === 'open' ? null : next, id: null })}
        options={shows.map((value) => ({ value, label: t(`inbox.shows.${value}`) }))}
      />
      <div className="bar unwrapped">
        <Select
          aria-label={t('inbox.channel')}
          style={{ flex: 1, minWidth: 0 }}
          allowClear
          placeholder={t('inbox.channel')}
          value={filter.channel ?? null}
          onChange={(channel: string | undefined) => setUrl({ channel: channel ?? null, id: null })}
          options={channels.map((value) => ({ value, label: t(`inbox.channels.${value}`) }))}
        />
        <Select
          aria-label={t('inbox.topic')}
          style={{ flex: 1, minWidth: 0 }}
          allowClear
          placeholder={t('inbox.topic')}
          value={filter.topic ?? null}
          onChange={(topic: string | undefined) => setUrl({ topic: topic ?? null, id: null })}
          options={topicIds.map((value) => ({ value, label: t(`cases.topics.${value}`) }))}
        />
      </div>
    </div>
  )
}
