import { App, Button } from 'antd'
import { createElement } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CalendarItem } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { addDays, daysApart } from './days.ts'

const stale = ['/calendar']

/** Notes of the calendar: written, moved, taken out; whatever is done can be undone from the word that says so. */
export function useNotes() {
  const { t } = useTranslation()
  const { notification, message } = App.useApp()
  const problem = useProblemText()
  const local = useLocal()
  const add = useWrite('post', '/calendar/notes', stale)
  const change = useWrite('put', '/calendar/notes/{id}', stale)
  const remove = useWrite('delete', '/calendar/notes/{id}', stale)
  const restore = useWrite('post', '/calendar/notes/{id}/restore', stale)
  const fail = (error: unknown) => void message.error(problem(error))
  const undoable = (title: string, undo: () => Promise<unknown>) => {
    const key = `note-${Date.now()}`
    const back = () => {
      notification.destroy(key)
      void undo().catch(fail)
    }
    notification.open({
      ...{ key, title, duration: 10 },
      actions: createElement(Button, { size: 'small', onClick: back }, t('common.undo')),
    })
  }
  const save = async (note: { day: string; until: string; text: string }, old: CalendarItem | null) => {
    if (old === null) {
      const made = await add.mutateAsync({ body: note })
      undoable(t('calendar.noteAdded'), () => remove.mutateAsync({ path: { id: made.id } }))
      return
    }
    const path = { id: old.id }
    const done = await change.mutateAsync({ path, body: { ...note, version: old.version ?? 0 } })
    const before = { day: old.from, until: old.until, text: local(old.title), version: done.version }
    undoable(t('calendar.noteChanged'), () => change.mutateAsync({ path, body: before }))
  }
  return {
    save,
    isSaving: add.isPending || change.isPending,
    /** To another day, as long as it was. */
    move: (note: CalendarItem, day: string) => {
      if (day === note.from) return
      const until = addDays(day, daysApart(note.from, note.until))
      void save({ day, until, text: note.title.en }, note).catch(fail)
    },
    remove: (note: CalendarItem) =>
      remove
        .mutateAsync({ path: { id: note.id } })
        .then(() => undoable(t('calendar.noteRemoved'), () => restore.mutateAsync({ path: { id: note.id } })))
        .catch(fail),
    fail,
  }
}
