import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarItem } from '../../api/types.ts'
import { useLanguage } from '../../ui/use-format.ts'
import { addDays, dayName, daysBetween, type View } from './days.ts'
import { Entry, type EntryDeeds } from './entry.tsx'

const mostShown = 4
const arrows: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

interface Shown extends EntryDeeds {
  view: View
  span: { from: string; to: string }
  /** The day in hand. */
  day: string
  today: string
  items: readonly CalendarItem[]
  onDay: (day: string) => void
  onWeek: (day: string) => void
  onAdd: ((day: string) => void) | null
  find: (id: string) => CalendarItem | undefined
}

export function itemsOn(items: readonly CalendarItem[], day: string): CalendarItem[] {
  return items.filter(({ from, until }) => from <= day && day <= until)
}

/** Weeks as rows, days as cells; the arrows go from day to day, Enter writes a note. */
export function CalendarGrid(shown: Shown) {
  const { t } = useTranslation()
  const language = useLanguage()
  const grid = useRef<HTMLTableElement>(null)
  const { span, day, onDay, onAdd } = shown
  const days = daysBetween(span.from, span.to)
  const weeks = Array.from({ length: days.length / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7))
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of an entry within a cell are its own.
    if (!(event.target instanceof HTMLTableCellElement)) return
    const by = event.altKey ? undefined : arrows[event.key]
    if (by !== undefined) {
      event.preventDefault()
      const next = addDays(day, by)
      onDay(next)
      requestAnimationFrame(() =>
        grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus({ preventScroll: false }),
      )
    } else if (event.key === 'Enter' && onAdd) {
      event.preventDefault()
      onAdd(day)
    }
  }
  return (
    <table
      ref={grid}
      className={`cal-grid cal-${shown.view}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells the arrow keys go through is a grid
      role="grid"
      aria-label={t('calendar.title')}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr>
          {days.slice(0, 7).map((each) => (
            <th key={each} scope="col">
              {dayName(each, language, 'weekday')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((each) => (
              <Day key={each} on={each} {...shown} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Day({
  on,
  view,
  day,
  today,
  items,
  onDay,
  onWeek,
  onAdd,
  onEdit,
  onMove,
  find,
}: Shown & { on: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const all = itemsOn(items, on)
  const shown = view === 'week' || all.length <= mostShown ? all : all.slice(0, mostShown - 1)
  const isOther = view === 'month' && on.slice(0, 7) !== day.slice(0, 7)
  return (
    <td
      data-day={on}
      tabIndex={on === day ? 0 : -1}
      aria-current={on === today ? 'date' : undefined}
      className={`${isOther ? 'cal-other' : ''} ${on === today ? 'cal-today' : ''}`}
      onFocus={(event) => {
        if (event.target === event.currentTarget && on !== day) onDay(on)
      }}
      onDoubleClick={() => onAdd?.(on)}
      onDragOver={(event) => onMove && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        const note = find(event.dataTransfer.getData('text/plain'))
        if (note) onMove?.(note, on)
      }}
    >
      <span className="cal-day" aria-hidden="true">
        {dayName(on, language, 'number')}
      </span>
      <span className="visually-hidden">
        {t('calendar.dayLabel', { day: dayName(on, language, 'long'), count: all.length })}
      </span>
      {shown.map((item) => (
        <Entry key={item.id} item={item} day={on} onEdit={onEdit} onMove={onMove} />
      ))}
      {all.length > shown.length ? (
        <button type="button" className="cal-more" onClick={() => onWeek(on)}>
          {t('calendar.more', { count: all.length - shown.length })}
        </button>
      ) : null}
    </td>
  )
}

/** The same where a page is narrow: the days on which there is something, one below the other. */
export function CalendarList({ span, items, onEdit, onMove }: Pick<Shown, 'span' | 'items'> & EntryDeeds) {
  const { t } = useTranslation()
  const language = useLanguage()
  const days = daysBetween(span.from, span.to).filter((day) => itemsOn(items, day).length > 0)
  if (days.length === 0) return <p className="soft cal-list">{t('calendar.nothing')}</p>
  return (
    <ol className="cal-list plain-list" aria-label={t('calendar.title')}>
      {days.map((day) => (
        <li key={day}>
          <h3>{dayName(day, language, 'long')}</h3>
          {itemsOn(items, day).map((item) => (
            <Entry key={item.id} item={item} day={day} onEdit={onEdit} onMove={onMove} />
          ))}
        </li>
      ))}
    </ol>
  )
}
