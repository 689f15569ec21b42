import { App } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRefresh } from '../../api/hooks.ts'
import type { DeskOutcome, DeskRefusal, TaskBrief } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'

export interface Kept {
  outcome: DeskOutcome
  refusalReason: DeskRefusal | null
  isCoded: boolean
  undoMinutes: number
  /** What was written with it: given back when it is taken back. */
  note: string
  nextStep: string
}
export type NoTask = 'no_team' | 'closed' | 'capacity' | 'empty' | 'paused'

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
  const [isComing, setComing] = useState(false)
  // Two keys may be pressed before the page is drawn once.
  const busy = useRef(false)

  const write = (words: Pick<Kept, 'note' | 'nextStep'> | null) => {
    setNote(words?.note ?? '')
    setNextStep(words?.nextStep ?? '')
  }
  const show = (next: TaskBrief | null) => {
    setBrief(next)
    setKept(null)
  }
  const doing = async (work: () => Promise<void>) => {
    if (busy.current) return
    busy.current = true
    setBusy(true)
    try {
      await work()
    } catch (error) {
      void message.error(problem(error))
    } finally {
      busy.current = false
      setBusy(false)
      setComing(false)
      void refresh('/desk/me', '/desk/mine')
    }
  }
  /** A task on its way: a note may be begun before it is there, and is its note. */
  const fetching = (work: () => Promise<TaskBrief | null>) =>
    doing(async () => {
      setComing(true)
      const next = await work()
      show(next)
      if (next === null) write(null)
    })
  const id = brief?.task.id ?? ''
  const isWorking = brief !== null && kept === null && !isComing
  useEffect(() => {
    if (!isWorking) return
    const timer = setInterval(
      () => void send('post', '/desk/tasks/{id}/keep', { path: { id } }).catch(() => undefined),
      keepEveryMs,
    )
    return () => clearInterval(timer)
  }, [isWorking, id, send])

  // While an outcome is being kept its note is on its way; what is written now would be lost.
  const takesNote = isComing || (isWorking && !isBusy)

  return {
    ...{ brief, none, kept, note, nextStep, isBusy, isComing, isWorking, takesNote, setNote, setNextStep },
    next: () =>
      fetching(async () => {
        const answer = await send('post', '/desk/next', { body: { kind } })
        setNone(answer.none)
        return answer.brief
      }),
    open: (task: string) => fetching(() => send('post', '/desk/tasks/{id}/open', { path: { id: task } })),
    keep: (outcome: DeskOutcome, detail: Detail = {}) =>
      doing(async () => {
        const script = brief?.script ? { id: brief.script.id, version: brief.script.version } : null
        const body = { outcome, note: note.trim(), nextStep: nextStep.trim(), script, ...detail }
        const answer = await send('post', '/desk/tasks/{id}/outcome', { path: { id }, body })
        const { refusalReason, codedBy, undoMinutes } = answer
        setKept({ outcome, refusalReason, isCoded: codedBy === 'model', undoMinutes, note, nextStep })
        write(null)
      }),
    undo: () =>
      doing(async () => {
        show(await send('post', '/desk/tasks/{id}/undo', { path: { id } }))
        write(kept)
        void message.info(t('desk.undone'))
      }),
    release: (until: string | null) =>
      doing(async () => {
        await send('post', '/desk/tasks/{id}/release', { path: { id }, body: { until } })
        show(null)
        write(null)
        setNone(null)
      }),
    dial: () =>
      doing(async () => {
        const { number } = await send('post', '/desk/tasks/{id}/dial', { path: { id } })
        window.location.href = `tel:${number}`
      }),
    close: () => {
      show(null)
      write(null)
    },
  }
}
export type Work = ReturnType<typeof useWork>
