import { type KeyboardEvent, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarItem } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { campaignChannels } from '../creative/channels.tsx'
import { addDays } from './days.ts'

const keySteps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

export interface EntryDeeds {
  /** Null: may not. */
  onEdit: ((note: CalendarItem) => void) | null
  onMove: ((note: CalendarItem, day: string) => void) | null
}

/** One thing of a day. A note is opened by a click, and moved by drag or by Alt and the arrows. */
export function Entry({ item, day, onEdit, onMove }: { item: CalendarItem; day: string } & EntryDeeds) {
  const { t } = useTranslation()
  const local = useLocal()
  const channelName = useChannelName()
  const title = local(item.title)
  const about = [
    item.state === null ? null : t(`calendar.states.${item.state}`),
    item.draft ? t('calendar.draft') : null,
    item.channel === null ? null : channelName(item.channel),
  ].filter((part) => part !== null)
  const className = `cal-entry cal-${item.kind} ${item.state ? `cal-is-${item.state}` : ''} ${item.draft ? 'cal-draft' : ''}`
  const words = (
    <>
      <span className="cal-title">{title}</span>
      {about.length > 0 ? <span className="cal-about">{about.join(' · ')}</span> : null}
    </>
  )
  if (item.kind === 'note' && onEdit) {
    const onKeyDown = (event: KeyboardEvent) => {
      const by = event.altKey ? keySteps[event.key] : undefined
      if (by === undefined || !onMove) return
      event.preventDefault()
      onMove(item, addDays(item.from, by))
    }
    return (
      <button
        type="button"
        className={className}
        draggable={day === item.from}
        title={t('calendar.noteHelp')}
        onDragStart={(event) => event.dataTransfer.setData('text/plain', item.id)}
        onClick={() => onEdit(item)}
        onKeyDown={onKeyDown}
      >
        {words}
      </button>
    )
  }
  return item.link ? (
    <Go to={item.link} className={className}>
      {words}
    </Go>
  ) : (
    <span className={className}>{words}</span>
  )
}

/** Channels by the names they have in plans; one that is gone, by its own. */
export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation()
  return useCallback(
    (channel) => {
      const known = campaignChannels.find((each) => each === channel)
      return known ? t(`campaigns.plan.channels.${known}`) : channel
    },
    [t],
  )
}
