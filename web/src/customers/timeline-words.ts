import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../api/types.ts'
import { useLocal } from '../ui/use-format.ts'
import { eventKey } from './event-key.ts'

/** What stands in a line of the timeline. Names from outside that have no translation are shown as they came. */
export function useTimelineWords() {
  const { i18n } = useTranslation()
  const local = useLocal()
  const known = (group: 'events' | 'details', key: string): string | null => {
    const path = `customers.${group}.${key}`
    return i18n.exists(path) ? i18n.t(path as 'customers.list') : null
  }
  const detailWord = (word: string): string => {
    const link = /^link (\d+)$/.exec(word)
    if (link) return i18n.t('customers.one.link', { number: link[1] ?? '' })
    return known('details', word) ?? word
  }
  return {
    title: (item: TimelineItem): string => {
      if (item.kind === 'event') return known('events', eventKey(item.title.en)) ?? item.title.en
      // "Order: Order" says it twice; how much was ordered says more. A return says that it is one.
      const lines = Number.parseInt(item.detail?.en ?? '', 10)
      if (item.kind === 'order' && item.title.en === 'Order' && lines > 0)
        return i18n.t('customers.one.orderLines', { count: lines })
      return local(item.title)
    },
    detail: (item: TimelineItem): string => {
      if (!item.detail || (item.kind === 'order' && item.title.en === 'Order')) return ''
      if (item.kind === 'order' || item.kind === 'event' || item.kind === 'values') return local(item.detail)
      if (item.kind === 'identity')
        return local(item.detail)
          .split(' · ')
          .map((word) =>
            i18n.exists(`identity.rules.${word}`)
              ? i18n.t(`identity.rules.${word}` as 'customers.list')
              : word,
          )
          .join(' · ')
      return local(item.detail).split(' · ').map(detailWord).join(' · ')
    },
  }
}
