import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRefresh } from '../../api/hooks.ts'
import { asProblem } from '../../api/problem.ts'
import type { Segment, SegmentRule } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'

export interface SegmentInput {
  name: string
  description: string
  rule: SegmentRule
  purpose: string
}

/** Saves a segment; a version that somebody else made meanwhile is never overwritten silently. */
export function useSegmentStore(saved: Segment | null) {
  const { t } = useTranslation()
  const send = useCall()
  const refresh = useRefresh()
  const go = useGo()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState(false)
  const create = async (input: SegmentInput) => {
    const made = await send('post', '/segments', { body: input })
    await refresh('/segments')
    void message.success(t('insight.segments.saved'))
    go(`/insight/segments/${made.id}`, { replace: true })
  }
  const update = async (segment: Segment, input: SegmentInput) => {
    await send('put', '/segments/{id}', {
      path: { id: segment.id },
      body: { ...input, version: segment.version },
    })
    await refresh('/segments', '/customers', '/campaigns')
    void message.success(t('insight.segments.saved'))
  }
  const guarded = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      setConflict(false)
    } catch (error) {
      if (asProblem(error).status === 409) setConflict(true)
      else void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    conflict,
    save: (input: SegmentInput) => guarded(() => (saved ? update(saved, input) : create(input))),
    saveCopy: (input: SegmentInput) =>
      guarded(() =>
        create({ ...input, name: t('insight.segments.copyName', { name: input.name }).slice(0, 100) }),
      ),
    loadTheirs: async () => {
      setConflict(false)
      await refresh('/segments')
    },
  }
}
