import { App } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, usePages, useRead, useRefresh } from '../../api/hooks.ts'
import type { ImportRecord, Mapping, RejectedRow } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { RowsShown } from './rows-table.tsx'

/** The rejected rows of an import as they are being changed, and storing them. */
export function useRepair(importId: string, shown: RowsShown) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useCall()
  const refresh = useRefresh()
  const overview = useRead('/imports/{id}/repair', { path: { id: importId } })
  const list = usePages('/imports/{id}/rejects', { path: { id: importId }, query: { state: shown } })
  /** Rows as the last answer has them: the list itself is not fetched anew after each cell. */
  const [fresh, setFresh] = useState<ReadonlyMap<number, RejectedRow>>(new Map())
  const [running, setRunning] = useState<{ importId: string; taskId: string } | null>(null)
  const [starting, setStarting] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const path = { id: importId }

  const anew = async () => {
    await refresh('/imports')
    setFresh(new Map())
  }
  const told = (error: unknown) => void message.error(problem(error))
  const save = async (row: RejectedRow, cells: string[]) => {
    try {
      const { items } = await send('patch', '/imports/{id}/rejects', {
        path,
        body: { rows: [{ row: row.row, cells }] },
      })
      setFresh((now) => new Map([...now, ...items.map((one): [number, RejectedRow] => [one.row, one])]))
      await refresh('/imports/{id}/repair')
    } catch (error) {
      told(error)
    }
  }
  const drop = async (row: RejectedRow) => {
    try {
      const body = { rows: [row.row], dropped: row.state === 'open' }
      await send('post', '/imports/{id}/rejects/drop', { path, body })
      await anew()
    } catch (error) {
      told(error)
    }
  }
  /** @returns whether it has begun */
  const store = async (mapping?: Mapping): Promise<boolean> => {
    setStarting(true)
    setFailure(null)
    try {
      setRunning(await send('post', '/imports/{id}/repair', { path, body: mapping ? { mapping } : {} }))
      return true
    } catch (error) {
      setFailure(error)
      return false
    } finally {
      setStarting(false)
    }
  }
  const ended = useCallback(
    async (record: ImportRecord) => {
      setRunning(null)
      setFresh(new Map())
      await refresh('/')
      if (record.summary && record.status === 'done') {
        const { stored, repeated, rejected } = record.summary
        const figures = { stored: format.integer(stored), repeated: format.integer(repeated) }
        void message.success(t('data.repair.done', figures))
        if (rejected > 0) void message.warning(t('data.repair.refused', { count: rejected }))
      } else void message.error(record.error?.message ?? t('data.failed'))
    },
    [refresh, message, t, format],
  )
  const rows = list.items.map((row) => fresh.get(row.row) ?? row)
  return {
    overview,
    list: { ...list, items: rows },
    running,
    starting,
    failure,
    anew,
    save,
    drop,
    store,
    ended,
  }
}
