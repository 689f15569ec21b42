import { App } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRefresh } from '../../api/hooks.ts'
import type { DeskOutcome, DeskRefusal, TaskBrief } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'

export interface Kept {
  outcome: DeskOutcome
  refusalReason: DeskRefusal | null
  isCoded: boolean
  undoMinutes: number
}
export type NoTask = 'no_team' | 'closed' | 'capacity' | 'empty'

export interface Detail {
  refusalReason?: DeskRefusal
  consideringUntil?: string
  callBackAt?: string
}

const keepEveryMs = 60_000

/** One task at a time: taken, worked on, kept, taken back. */
export function useWork(kind: 'call' | 'shop') {
  const { t } = useTranslation()
  const send = useCall()
  const refresh = useRefresh()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [brief, setBrief] = useState<TaskBrief | null>(null)
  const [none, setNone] = useState<NoTask | null>(null)
  const [kept, setKept] = useState<Kept | null>(null)
  const [note, setNote] = useState('')
  const [nextStep, setNextStep] = useState('')
  const [isBusy, setBusy] = useState(false)

  const show = (next: TaskBrief | null) => {
    setBrief(next)
    setKept(null)
    setNote('')
    setNextStep('')
  }
  const doing = async (work: () => Promise<void>) => {
    if (isBusy) return
    setBusy(true)
    try {
      await work()
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
      void refresh('/desk/me', '/desk/mine')
    }
  }
  const id = brief?.task.id ?? ''
  const isWorking = brief !== null && kept === null
  useEffect(() => {
    if (!isWorking) return
    const timer = setInterval(
      () => void send('post', '/desk/tasks/{id}/keep', { path: { id } }).catch(() => undefined),
      keepEveryMs,
    )
    return () => clearInterval(timer)
  }, [isWorking, id, send])

  return {
    ...{ brief, none, kept, note, nextStep, isBusy, isWorking, setNote, setNextStep },
    next: () =>
      doing(async () => {
        const answer = await send('post', '/desk/next', { body: { kind } })
        show(answer.brief)
        setNone(answer.none)
      }),
    open: (task: string) =>
      doing(async () => show(await send('post', '/desk/tasks/{id}/open', { path: { id: task } }))),
    keep: (outcome: DeskOutcome, detail: Detail = {}) =>
      doing(async () => {
        const script = brief?.script ? { id: brief.script.id, version: brief.script.version } : null
        const body = { outcome, note: note.trim(), nextStep: nextStep.trim(), script, ...detail }
        const answer = await send('post', '/desk/tasks/{id}/outcome', { path: { id }, body })
        const { refusalReason, codedBy, undoMinutes } = answer
        setKept({ outcome, refusalReason, isCoded: codedBy === 'model', undoMinutes })
      }),
    undo: () =>
      doing(async () => {
        show(await send('post', '/desk/tasks/{id}/undo', { path: { id } }))
        void message.info(t('desk.undone'))
      }),
    release: (until: string | null) =>
      doing(async () => {
        await send('post', '/desk/tasks/{id}/release', { path: { id }, body: { until } })
        show(null)
        setNone(null)
      }),
    dial: () =>
      doing(async () => {
        const { number } = await send('post', '/desk/tasks/{id}/dial', { path: { id } })
        window.location.href = `tel:${number}`
      }),
    close: () => show(null),
  }
}
export type Work = ReturnType<typeof useWork>
