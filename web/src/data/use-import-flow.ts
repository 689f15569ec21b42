import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead, useRefresh, useSlug } from '../api/hooks.ts'
import { Problem } from '../api/problem.ts'
import type { ImportRecord, Mapping, UploadedFile } from '../api/types.ts'
import { uploadOrders } from '../api/upload.ts'

const maxBytes = 4 * 1024 ** 3

export type Flow =
  | { step: 'idle'; error: unknown }
  | { step: 'uploading'; fileName: string; sent: number; total: number }
  | { step: 'mapping'; file: UploadedFile; error: unknown; starting: boolean }
  | { step: 'running'; fileName: string; importId: string; taskId: string }
  | { step: 'ended'; record: ImportRecord }

/** One file on its way in: chosen, read, mapped, imported. Everything it touches is refreshed at the end. */
export function useImportFlow() {
  const { t } = useTranslation()
  const slug = useSlug()
  const send = useCall()
  const refresh = useRefresh()
  const [flow, setFlow] = useState<Flow>({ step: 'idle', error: null })
  const upload = useRef<AbortController | null>(null)
  useEffect(() => () => upload.current?.abort(), [])

  const choose = useCallback(
    async (file: File) => {
      if (file.size > maxBytes) {
        const error = new Problem({
          message: t('data.tooBig'),
          status: 413,
          code: 'too_big',
          retryable: false,
        })
        return setFlow({ step: 'idle', error })
      }
      upload.current?.abort()
      const controller = new AbortController()
      upload.current = controller
      setFlow({ step: 'uploading', fileName: file.name, sent: 0, total: file.size })
      try {
        const onProgress = (sent: number, total: number) =>
          setFlow((now) => (now.step === 'uploading' ? { ...now, sent, total } : now))
        const read = await uploadOrders(slug, file, onProgress, controller.signal)
        setFlow({ step: 'mapping', file: read, error: null, starting: false })
      } catch (error) {
        setFlow({ step: 'idle', error: controller.signal.aborted ? null : error })
      }
    },
    [slug, t],
  )
  const start = async (file: UploadedFile, mapping: Mapping) => {
    setFlow({ step: 'mapping', file, error: null, starting: true })
    try {
      const { importId, taskId } = await send('post', '/imports', { body: { fileId: file.fileId, mapping } })
      setFlow({ step: 'running', fileName: file.fileName, importId, taskId })
      await refresh('/imports')
    } catch (error) {
      setFlow({ step: 'mapping', file, error, starting: false })
    }
  }
  const ended = useCallback(
    async (record: ImportRecord) => {
      setFlow({ step: 'ended', record })
      await refresh('/')
    },
    [refresh],
  )
  const reset = () => {
    upload.current?.abort()
    setFlow({ step: 'idle', error: null })
  }
  return { flow, choose, start, ended, reset }
}

const over = new Set<ImportRecord['status']>(['done', 'failed', 'cancelled', 'undone'])

/** Follows a running import until it ends. */
export function useRunningImport(importId: string, taskId: string, onEnd: (record: ImportRecord) => void) {
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 500, staleTime: 0 })
  const record = useRead('/imports/{id}', { path: { id: importId } }, { refetchInterval: 700, staleTime: 0 })
  const told = useRef(false)
  useEffect(() => {
    if (!record.data || told.current || !over.has(record.data.status)) return
    told.current = true
    onEnd(record.data)
  }, [record.data, onEnd])
  return { task: task.data, error: record.error ?? task.error }
}
